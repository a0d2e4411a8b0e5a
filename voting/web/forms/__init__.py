"""Every form of the site: `base` and `fields` are the toolbox, the other modules hold the forms of one subject each."""
