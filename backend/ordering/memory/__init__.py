"""What a dealer calls things and how much he usually orders: learned from his own confirmed orders, shown to him, taken back by him."""
