package dev.hibi.service;

import java.util.List;

/**
 * What somebody said of a region.
 *
 * @param id by which it is taken back
 * @param label a class of the model
 * @param bbox x, y, width and height of the region
 * @param tiles how many pictures of it were kept that no other mark has
 */
record Mark(String id, String label, List<Integer> bbox, int tiles) {
  Mark {
    bbox = List.copyOf(bbox);
  }
}
