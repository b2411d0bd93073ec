package dev.hibi.tensorboard;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/**
 * The charts of TensorBoard's Custom Scalars page. The page draws no chart with a curve whose tag
 * has a {@code (}.
 *
 * <p>Format: tag {@code custom_scalars__config__}, a tensor of shape () and type string that holds
 * a message {@code Layout}: 1 version, 2 category {1 title, 2 chart {1 title, 2 multiline {1 tag}
 * or 3 margin {1 series {1 value, 2 lower, 3 upper}}}, 3 closed}.
 *
 * @param categories from the top of the page, their titles different
 */
public record ScalarLayout(List<Category> categories) {
  static final String TAG = "custom_scalars__config__";

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if two categories have one title
   */
  public ScalarLayout {
    categories = List.copyOf(categories);
    checkDifferent("categories", categories.stream().map(Category::title).toList());
  }

  /** A layout of these categories. */
  public static ScalarLayout of(Category... categories) {
    return new ScalarLayout(List.of(categories));
  }

  /**
   * A part of the page that can be folded.
   *
   * @param title its heading
   * @param closed whether it is folded at first
   * @param charts in order, their titles different
   */
  public record Category(String title, boolean closed, List<Chart> charts) {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if the title is blank, there is no chart, or two charts have
     *     one title
     */
    public Category {
      charts = List.copyOf(charts);
      checkTitle("category", title);
      if (charts.isEmpty()) {
        throw new IllegalArgumentException(
            "empty category: expected at least 1 chart, found 0 (category '%s')".formatted(title));
      }
      checkDifferent("charts", charts.stream().map(Chart::title).toList());
    }

    /** A category that is open at first. */
    public static Category of(String title, Chart... charts) {
      return new Category(title, false, List.of(charts));
    }
  }

  /** A chart. */
  public sealed interface Chart {
    /** What stands above it. */
    String title();
  }

  /**
   * A curve for every tag that fits.
   *
   * @param title what stands above the chart
   * @param tagPatterns regular expressions, each of which is matched from a tag's beginning; those
   *     that Python and Java have in common
   */
  public record Multiline(String title, List<String> tagPatterns) implements Chart {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if the title is blank, there is no pattern, or one is no
     *     regular expression
     */
    public Multiline {
      tagPatterns = List.copyOf(tagPatterns);
      checkTitle("chart", title);
      if (tagPatterns.isEmpty()) {
        throw new IllegalArgumentException(
            "empty chart: expected at least 1 tag pattern, found 0 (chart '%s')".formatted(title));
      }
      tagPatterns.forEach(pattern -> checkPattern(pattern, title));
    }

    /** A chart of these tags. */
    public static Multiline of(String title, String... tagPatterns) {
      return new Multiline(title, List.of(tagPatterns));
    }
  }

  /**
   * Curves with a band around each.
   *
   * @param title what stands above the chart
   * @param series at least one
   */
  public record Margin(String title, List<Series> series) implements Chart {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if the title is blank or there is no series
     */
    public Margin {
      series = List.copyOf(series);
      checkTitle("chart", title);
      if (series.isEmpty()) {
        throw new IllegalArgumentException(
            "empty chart: expected at least 1 series, found 0 (chart '%s')".formatted(title));
      }
    }

    /** A chart of one series. */
    public static Margin of(String title, String value, String lower, String upper) {
      return new Margin(title, List.of(new Series(value, lower, upper)));
    }
  }

  /**
   * A curve and its band, by the tags of scalars.
   *
   * @param value tag of the curve
   * @param lower tag of the band's lower edge
   * @param upper tag of the band's upper edge
   */
  public record Series(String value, String lower, String upper) {}

  SummaryValues toValues() {
    MessageBytes layout = new MessageBytes();
    for (Category category : categories) {
      layout.message(2, message(category));
    }
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(Tensors.shape())
            .addStringVal(layout.toByteString())
            .build();
    return SummaryValues.of(
        Kind.CUSTOM_SCALARS, TAG, Kind.CUSTOM_SCALARS.metadata(ByteString.EMPTY), tensor);
  }

  /** This layout, followed by a category of charts that were not asked for. */
  ScalarLayout and(Category category) {
    List<Category> all = new ArrayList<>(categories);
    all.add(category);
    return new ScalarLayout(all);
  }

  private static MessageBytes message(Category category) {
    MessageBytes message = new MessageBytes().text(1, category.title());
    for (Chart chart : category.charts()) {
      message.message(2, message(chart));
    }
    return category.closed() ? message.bool(3, true) : message;
  }

  private static MessageBytes message(Chart chart) {
    MessageBytes content = new MessageBytes();
    MessageBytes message = new MessageBytes().text(1, chart.title());
    if (chart instanceof Multiline multiline) {
      multiline.tagPatterns().forEach(pattern -> content.text(1, pattern));
      return message.message(2, content);
    }
    for (Series s : ((Margin) chart).series()) {
      content.message(
          1, new MessageBytes().text(1, s.value()).text(2, s.lower()).text(3, s.upper()));
    }
    return message.message(3, content);
  }

  private static void checkTitle(String what, String title) {
    if (title.isBlank()) {
      throw new IllegalArgumentException(
          "blank title of a %s: expected a name, found '%s'".formatted(what, title));
    }
  }

  private static void checkDifferent(String what, List<String> titles) {
    if (titles.stream().distinct().count() < titles.size()) {
      throw new IllegalArgumentException(
          "titles of %s given twice: expected different ones, found %s".formatted(what, titles));
    }
  }

  private static void checkPattern(String pattern, String title) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "bad tag pattern: expected a regular expression, found '%s': %s (chart '%s')"
              .formatted(pattern, e.getDescription(), title),
          e);
    }
  }
}
