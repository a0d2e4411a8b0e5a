"""Photos and PDFs that people hand in: checked by content, written anew without what they hid, kept once."""
