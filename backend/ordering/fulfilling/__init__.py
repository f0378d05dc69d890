"""What becomes of a released order: its parts are allocated, picked, shipped and delivered; what is missing follows when there is stock."""
