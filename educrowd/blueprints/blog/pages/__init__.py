"""The site around its posts: pages, menus and the front page."""
