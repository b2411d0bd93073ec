package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What lists are filtered by, and their pages, as the server does it. */
final class Filters {
  private static final int MOST = 1000;
  private static final DateTimeFormatter ASKED_DAY =
      DateTimeFormatter.ofPattern("uuuu-M-d", Locale.ROOT);
  private static final DateTimeFormatter ASKED_TIME =
      DateTimeFormatter.ofPattern("uuuu-M-d H:m[:s]", Locale.ROOT);

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
              Optional<Predicate<Long>> keep = number(text);
              items.removeIf(
                  item -> keep.isEmpty() || field.apply(item).stream().noneMatch(keep.get()));
            });
    return this;
  }

  /** Numbers, one of which must be after a comparison; what is no number does not count. */
  Filters anyId(String parameter, Function<JsonObject, List<Long>> field) {
    call.query(parameter)
        .flatMap(Filters::number)
        .ifPresent(keep -> items.removeIf(item -> field.apply(item).stream().noneMatch(keep)));
    return this;
  }

  private static Optional<Predicate<Long>> number(String text) {
    String operator = operator(text);
    try {
      long number = Long.parseLong(text.substring(operator.length()).strip());
      return Optional.of(id -> comparison(operator).test(Long.compare(id, number)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
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
      String normal = text.strip().replace('/', '-').replace('T', ' ');
      return normal.contains(" ")
          ? LocalDateTime.parse(normal, ASKED_TIME)
          : LocalDate.parse(normal, ASKED_DAY).atStartOfDay();
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

  /** The parameter {@code tag}, a comma in which separates tags, of tags joined by commas. */
  Filters joinedTags() {
    return joinedTags(separate());
  }

  /** Texts that an item's tags joined by commas contain or, after an exclamation mark, lack. */
  Filters joinedTags(List<String> tags) {
    for (String tag : tags) {
      if (!tag.isEmpty()) {
        items.removeIf(item -> !matches(String.join(",", Records.texts(item, "tags")), tag));
      }
    }
    return this;
  }

  /**
   * The parameter {@code tag}, a comma in which separates tags: each is a part of a tag that an
   * item has or, after an exclamation mark, of none of its tags.
   */
  Filters tags() {
    for (String tag : separate()) {
      boolean lacking = tag.startsWith("!");
      String part = lacking ? tag.substring(1) : tag;
      if (!tag.isEmpty()) {
        items.removeIf(
            item ->
                lacking
                    == Records.texts(item, "tags").stream().anyMatch(has -> has.contains(part)));
      }
    }
    return this;
  }

  private List<String> separate() {
    return call.queries("tag").stream().flatMap(tag -> Stream.of(tag.split(",", -1))).toList();
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
    int asked = call.number("perPage", MOST);
    int size = Math.min(asked, MOST);
    int page = call.number("page", 1);
    boolean withTotal = call.flag("withTotal");
    int before = size * (page - 1); // an int also where that is too much for one, as the server's
    JsonArray array = new JsonArray();
    items.stream().skip(Math.max(0, before)).limit(Math.max(0, size)).map(view).forEach(array::add);
    Reply reply = Reply.ok(array);
    return withTotal ? reply.header("X-Total-Count", Integer.toString(total)) : reply;
  }
}
