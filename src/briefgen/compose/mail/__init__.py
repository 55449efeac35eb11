"""Composes e-mail: MJML and its plain-text twin from templates/email/, checked before anything is rendered."""
