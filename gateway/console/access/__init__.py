"""Who visits: cookies, foreign forms, headers, and showing again who one is."""
