"""What depends on language and country: locales, formats, typography."""
