package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What lists are filtered by, and their pages, as the server does it. */
final class Filters {
  private static final int MOST = 1000;

  private final Call call;
  private final List<JsonObject> items;

  Filters(Call call, List<JsonObject> items) {
    this.call = call;
    this.items = new ArrayList<>(items);
  }

  /** Contains, or does not contain after an exclamation mark. */
  Filters text(String parameter, Function<JsonObject, String> field) {
    call.query(parameter)
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> items.removeIf(item -> !matches(field.apply(item), text)));
    return this;
  }

  static boolean matches(String value, String filter) {
    return filter.startsWith("!")
        ? value.isEmpty() || !value.contains(filter.substring(1))
        : value.contains(filter);
  }

  /** A number after a comparison; what is no number finds nothing. */
  Filters id(String parameter, Function<JsonObject, List<Long>> field) {
    call.query(parameter)
        .filter(text -> !text.isEmpty())
        .ifPresent(
            text -> {
              String operator = operator(text);
              String number = text.substring(operator.length());
              boolean valid = number.matches("-?[0-9]{1,18}");
              Predicate<Long> keep =
                  id ->
                      valid && comparison(operator).test(Long.compare(id, Long.parseLong(number)));
              items.removeIf(item -> field.apply(item).stream().noneMatch(keep));
            });
    return this;
  }

  /** A time after a comparison, or a day; what is no time does not count. */
  Filters time(String parameter, String field) {
    call.query(parameter)
        .filter(text -> !text.isEmpty())
        .ifPresent(
            text -> {
              String operator = operator(text);
              LocalDateTime time = time(text.substring(operator.length()));
              if (time != null) {
                items.removeIf(item -> !keeps(operator, time, Records.text(item, field)));
              }
            });
    return this;
  }

  private static boolean keeps(String operator, LocalDateTime time, String value) {
    LocalDateTime of = LocalDateTime.parse(value, Records.TIME);
    if (operator.isEmpty() || operator.equals("=")) {
      return of.toLocalDate().equals(time.toLocalDate());
    }
    return comparison(operator).test(of.compareTo(time));
  }

  static @Nullable LocalDateTime time(String text) {
    try {
      String normal = text.trim().replace('/', '-').replace('T', ' ');
      return normal.length() > 10
          ? LocalDateTime.parse(normal, Records.TIME)
          : LocalDate.parse(normal).atStartOfDay();
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static String operator(String text) {
    for (String operator : List.of(">=", "<=", ">", "<", "=")) {
      if (text.startsWith(operator)) {
        return operator;
      }
    }
    return "";
  }

  private static IntPredicate comparison(String operator) {
    return switch (operator) {
      case ">=" -> order -> order >= 0;
      case "<=" -> order -> order <= 0;
      case ">" -> order -> order > 0;
      case "<" -> order -> order < 0;
      default -> order -> order == 0;
    };
  }

  /** All tags, each as a part of one that an item has. */
  Filters tags(List<String> tags) {
    for (String tag : tags) {
      items.removeIf(
          item -> Records.texts(item, "tags").stream().noneMatch(has -> matches(has, tag)));
    }
    return this;
  }

  /** The parameter {@code tag}; a comma in it separates tags. */
  Filters tags() {
    return tags(
        call.queries("tag").stream().flatMap(tag -> List.of(tag.split(",", -1)).stream()).toList());
  }

  List<JsonObject> items() {
    return items;
  }

  /**
   * The page that is asked for.
   *
   * @param total how many there are in all, as the server counts
   */
  Reply page(Function<JsonObject, JsonObject> view, int total) {
    int size = Math.min(call.number("perPage", MOST), MOST);
    int page = call.number("page", 1);
    JsonArray array = new JsonArray();
    items.stream().skip((long) size * (page - 1)).limit(size).map(view).forEach(array::add);
    Reply reply = Reply.ok(array);
    return call.flag("withTotal") ? reply.header("X-Total-Count", Integer.toString(total)) : reply;
  }
}
