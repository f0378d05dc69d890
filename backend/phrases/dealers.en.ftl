dealer-not_found = I cannot find this dealer among those you may see.
dealer-no_place = There is no ship-to place "{ $place }".
