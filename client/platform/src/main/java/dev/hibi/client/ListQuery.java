package dev.hibi.client;

import java.util.List;
import java.util.Map;

/** What a list is asked for: filters and the page. Immutable. */
interface ListQuery {
  /** Query parameters as the server spells them, in the order in which they are sent. */
  Map<String, List<String>> parameters();
}
