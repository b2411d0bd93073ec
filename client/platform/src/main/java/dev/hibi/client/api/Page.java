package dev.hibi.client.api;

import java.util.List;
import java.util.OptionalLong;

/**
 * A part of a list.
 *
 * @param items in the server's order; fewer than asked for at the list's end
 * @param total how many the whole list has; empty if that was not asked for
 */
public record Page<T>(List<T> items, OptionalLong total) {
  /** Copies the items. */
  public Page {
    items = List.copyOf(items);
  }
}
