"""How every zone looks and answers: templates, texts, style and headers, with no knowledge of any zone."""
