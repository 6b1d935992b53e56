"""What is nothing to report, and why: the floor's words, for readers. No charter takes a line of it out.

The list is that of the project's facts on concerns: attributes and activities that are never a basis (28 CFR 23.20(b);
32 CFR 117.8(c): regardless of nationality, never on rumour), and signs that were studied and found to tell nothing.
"""

from tocsin.look.texts import catalogue


def reasons(language: str) -> list[tuple[str, str]]:
    """Return (what, why) in a language."""
    pgettext = catalogue(language).pgettext
    return [
        (
            pgettext("safety", "Who somebody is"),
            pgettext(
                "safety",
                "Origin, nationality, language, looks, age, sex, love, illness: none of it says what somebody did.",
            ),
        ),
        (
            pgettext("safety", "What somebody believes"),
            pgettext(
                "safety",
                "A faith, a conviction, a party or none. Thinking is free, and praying together is no secret meeting.",
            ),
        ),
        (
            pgettext("safety", "Lawful criticism and protest"),
            pgettext(
                "safety",
                "Speeches, marches, petitions, jokes about the government are everybody's right.",
            ),
        ),
        (
            pgettext("safety", "Journalism and open research"),
            pgettext(
                "safety",
                "Asking under one's own name, publishing, working openly with people abroad: that is the work.",
            ),
        ),
        (
            pgettext("safety", "Telling an oversight body, a lawyer or the press about wrongdoing"),
            pgettext("safety", "Laws protect it. If somebody is punished for it, that is something to report."),
        ),
        (
            pgettext("safety", "Union work, a strike, a club, friends or family abroad"),
            pgettext(
                "safety",
                "People meet whom they like. What counts is what is asked of them, and whether it is kept secret.",
            ),
        ),
        (
            pgettext("safety", "A consulate, a visa, a journey"),
            pgettext("safety", "Asking one's own consulate for help is everybody's right."),
        ),
        (
            pgettext("safety", "Filming, drawing or writing in the street"),
            pgettext("safety", "A camera alone is no sign of anything, not even in front of a protected site."),
        ),
        (
            pgettext("safety", "Being nervous, tired, in debt, divorced or hard-working"),
            pgettext("safety", "Studies of such signs found that they tell nothing about what somebody does."),
        ),
        (
            pgettext("safety", "Rumour, a feeling, a quarrel"),
            pgettext(
                "safety",
                "Tell what you saw, heard or were sent. Knowingly false reports harm somebody, and are punishable.",
            ),
        ),
    ]
