demo-other_catalogue = The catalogue { $file } does not hold the products of the world document.
