"""Questions a learner answers on the page: predictions, and what earlier lessons taught."""
