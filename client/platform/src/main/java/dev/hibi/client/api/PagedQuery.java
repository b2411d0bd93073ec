package dev.hibi.client.api;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a list that comes in pages is asked for. Immutable: each method gives another query.
 *
 * @param <Q> the query itself
 */
public abstract class PagedQuery<Q extends PagedQuery<Q>> {
  private static final int MAX_PAGE_SIZE = 1000;

  private final Map<String, List<String>> parameters;

  PagedQuery(Map<String, List<String>> parameters) {
    this.parameters = parameters;
  }

  /** A query of this kind with these parameters. */
  abstract Q of(Map<String, List<String>> parameters);

  /**
   * How many a page has. Default: 1000, which is also the most.
   *
   * @param size 1 to 1000
   */
  public final Q pageSize(int size) {
    if (size < 1 || size > MAX_PAGE_SIZE) {
      throw new IllegalArgumentException(
          "bad page size: expected 1 to %d, found %d".formatted(MAX_PAGE_SIZE, size));
    }
    return with("perPage", size);
  }

  /**
   * Which page.
   *
   * @param page from 1
   */
  public final Q page(int page) {
    if (page < 1) {
      throw new IllegalArgumentException("bad page: expected 1 or more, found " + page);
    }
    return with("page", page);
  }

  /** Asks also how many there are in all. */
  public final Q withTotal() {
    return with("withTotal", true);
  }

  final int pageSize() {
    List<String> size = parameters.get("perPage");
    return size == null ? MAX_PAGE_SIZE : Integer.parseInt(size.get(0));
  }

  /** With a parameter, instead of one of the same name. */
  final Q with(String name, Object... values) {
    Map<String, List<String>> more = new TreeMap<>(parameters);
    more.put(name, Arrays.stream(values).map(Object::toString).toList());
    return of(more);
  }

  /** What is asked for, as the server spells it, in the order in which it is sent. */
  public final Map<String, List<String>> parameters() {
    return new TreeMap<>(parameters);
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + parameters;
  }
}
