"""That figures were published, when and by whom: what they said stands in the file."""

from django.db import models


class Publication(models.Model):
    """One supervisor's act."""

    day = models.DateField()
    officer = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.officer} {self.day}"
