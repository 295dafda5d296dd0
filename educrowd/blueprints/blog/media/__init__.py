"""The pictures of a site: where they are used, how they are described, and how they go."""
