package dev.hibi.cli.kqi;

import dev.hibi.client.api.Filter;
import dev.hibi.client.api.PagedQuery;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which entries a list keeps, beside what each list has of its own. */
final class ListFilter {
  private static final String ID = "an id such as 5 or '>=5'";
  private static final String TIME = "a day such as 2026-11-30, or one after '>=' or '<'";

  @Option(
      names = "--id",
      paramLabel = "FILTER",
      description = "Such as 5, '>=5', '>5', '<=5' or '<5'.")
  private @Nullable String id;

  @Option(names = "--name", paramLabel = "TEXT", description = "Names that contain a text.")
  private @Nullable String name;

  @Option(
      names = "--memo",
      paramLabel = "TEXT",
      description = "Memos that contain a text; '!TEXT' for those that do not.")
  private @Nullable String memo;

  @Option(
      names = "--created",
      paramLabel = "FILTER",
      description =
          "A day such as 2026-11-30, or '>=' or '<' before a day or a time such as"
              + " 2026-11-30T09:30, by the server's clock.")
  private @Nullable String created;

  /** A query with what was said. */
  <Q extends PagedQuery<Q>> Q apply(
      Platform platform,
      Q query,
      BiFunction<Q, Filter.Id, Q> byId,
      BiFunction<Q, Filter.Text, Q> byName,
      BiFunction<Q, Filter.Text, Q> byMemo,
      BiFunction<Q, Filter.Time, Q> byTime) {
    Q more = with(platform, query, id, ListFilter::id, byId);
    more = with(platform, more, memo, ListFilter::text, byMemo);
    more = with(platform, more, created, ListFilter::time, byTime);
    return containing(platform, more, name, byName);
  }

  /** A query with a text that is contained, if there is one. */
  static <Q> Q containing(
      Platform platform, Q query, @Nullable String said, BiFunction<Q, Filter.Text, Q> by) {
    return with(platform, query, said, Filter.Text::contains, by);
  }

  /** A query with a filter for a text, which may be negated, if there is one. */
  static <Q> Q text(
      Platform platform, Q query, @Nullable String said, BiFunction<Q, Filter.Text, Q> by) {
    return with(platform, query, said, ListFilter::text, by);
  }

  private static <Q, F> Q with(
      Platform platform,
      Q query,
      @Nullable String said,
      Function<String, F> parse,
      BiFunction<Q, F, Q> by) {
    return said == null ? query : by.apply(query, platform.usage(() -> parse.apply(said)));
  }

  private static Filter.Text text(String said) {
    return said.startsWith("!") ? Filter.Text.lacks(said.substring(1)) : Filter.Text.contains(said);
  }

  private static String operator(String said) {
    int end = 0;
    while (end < said.length() && "<>=".indexOf(said.charAt(end)) >= 0) {
      end++;
    }
    return said.substring(0, end);
  }

  private static Filter.Id id(String said) {
    String operator = operator(said);
    String digits = said.substring(operator.length());
    long number = digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : -1;
    if (number < 0) {
      throw wrong(ID, said);
    }
    return switch (operator) {
      case "", "=" -> Filter.Id.is(number);
      case ">=" -> Filter.Id.from(number);
      case ">" -> Filter.Id.after(number);
      case "<=" -> Filter.Id.to(number);
      case "<" -> Filter.Id.before(number);
      default -> throw wrong(ID, said);
    };
  }

  private static Filter.Time time(String said) {
    String operator = operator(said);
    String time = said.substring(operator.length()).trim().replace(' ', 'T');
    try {
      return switch (operator) {
        case "", "=" -> Filter.Time.on(LocalDate.parse(time));
        case ">=" -> Filter.Time.from(dayOrTime(time));
        case "<" -> Filter.Time.before(dayOrTime(time));
        default -> throw wrong(TIME, said);
      };
    } catch (DateTimeParseException e) {
      throw wrong(TIME, said);
    }
  }

  private static IllegalArgumentException wrong(String expected, String said) {
    return new IllegalArgumentException(
        "bad filter: expected %s, found '%s'".formatted(expected, said));
  }

  private static LocalDateTime dayOrTime(String text) {
    return text.indexOf('T') < 0 ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text);
  }
}
