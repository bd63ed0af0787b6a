"""Letters out and in: drafts, SMTP, Outlook, a folder for web mail."""
