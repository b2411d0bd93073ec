package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.tensorboard.ScalarLayout.Category;
import dev.hibi.tensorboard.ScalarLayout.Margin;
import dev.hibi.tensorboard.ScalarLayout.Multiline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Summary;

/** The expected bytes were made by TensorBoard's own message classes. */
final class ScalarLayoutTest {
  private final Path dir;

  ScalarLayoutTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void categoriesHoldChartsOfBothKinds() throws IOException {
    Category open = Category.of("c", Multiline.of("m", "a.*"), Margin.of("b", "v", "lo", "up"));
    Category closed = new Category("c", true, open.charts());

    assertThat(content(ScalarLayout.of(open)))
        .isEqualTo("12230a0163120a0a016d12050a03612e2a12120a01621a0d0a0b0a017612026c6f1a027570");
    assertThat(content(ScalarLayout.of(closed)))
        .isEqualTo(
            "12250a0163120a0a016d12050a03612e2a12120a01621a0d0a0b0a017612026c6f1a0275701801");
  }

  @Test
  void curvesOfOneChartAreScalarsOfTheirOwnAndALayout() throws IOException {
    SummaryWriter writer = SummaryWriter.builder(dir).build();
    try (writer) {
      writer.scalars("loss a+b", Map.of("valid", 2.0, "train", 1.0), 5);
      writer.scalars("loss a+b", Map.of("train", 0.5), 6);
      writer.scalars("loss a+b", Map.of("best", 0.1), 6);
    }

    assertThat(EventFileReader.read(dir))
        .filteredOn(RunEvent.Scalar.class::isInstance)
        .map(e -> ((RunEvent.Scalar) e).tag() + " " + e.step())
        .containsExactly(
            "loss a+b/train 5", "loss a+b/valid 5", "loss a+b/train 6", "loss a+b/best 6");
    assertThat(EventRecords.tensors(writer.file()))
        .hasSize(2)
        .extracting(Summary.Value::getTag)
        .containsOnly("custom_scalars__config__");
    assertThat(layouts(writer.file()).get(1))
        .contains("^loss a\\+b/best$", "^loss a\\+b/train$", "^loss a\\+b/valid$");
  }

  @Test
  void aLayoutAndChartsOfCurvesStandTogetherWhicheverComesFirst() throws IOException {
    SummaryWriter writer = SummaryWriter.builder(dir).build();
    try (writer) {
      writer.scalars("before", Map.of("x", 1.0), 0);
      writer.customScalars(ScalarLayout.of(Category.of("mine", Multiline.of("m", "a.*"))));
      writer.scalars("after", Map.of("x", 1.0), 0);
    }

    List<String> layouts = layouts(writer.file());
    assertThat(layouts).hasSize(3);
    assertThat(layouts.get(1)).contains("mine", "^before/x$").doesNotContain("^after/x$");
    assertThat(layouts.get(2)).contains("mine", "^before/x$", "^after/x$");
  }

  @Test
  void whatTensorBoardCannotShowIsRefused() throws IOException {
    assertRefused(
        () -> Category.of("c"),
        "empty category: expected at least 1 chart, found 0 (category 'c')");
    assertRefused(
        () -> Multiline.of("m"),
        "empty chart: expected at least 1 tag pattern, found 0 (chart 'm')");
    assertRefused(
        () -> new Margin("m", List.of()),
        "empty chart: expected at least 1 series, found 0 (chart 'm')");
    assertRefused(
        () -> Multiline.of("m", "a("),
        "bad tag pattern: expected a regular expression, found 'a(': Unclosed group (chart 'm')");
    assertRefused(
        () -> Multiline.of(" ", "a"), "blank title of a chart: expected a name, found ' '");
    Category category = Category.of("c", Multiline.of("m", "a"));
    assertRefused(
        () -> ScalarLayout.of(category, category),
        "titles of categories given twice: expected different ones, found [c, c]");
    try (SummaryWriter writer = SummaryWriter.builder(dir).build()) {
      assertRefused(
          () -> writer.scalars("loss", Map.of("a (b)", 1.0), 0),
          "bad name of a chart or curve: expected one without '(', found 'a (b)'");
    }
    Category reserved = Category.of("charts", Multiline.of("m", "a"));
    try (SummaryWriter writer = SummaryWriter.builder(dir).build()) {
      assertRefused(
          () -> writer.customScalars(ScalarLayout.of(reserved)),
          "reserved category: expected other titles than 'charts', found it");
    }
  }

  private String content(ScalarLayout layout) throws IOException {
    SummaryWriter writer = SummaryWriter.builder(dir).build();
    try (writer) {
      writer.customScalars(layout);
    }
    Summary.Value value = EventRecords.tensors(writer.file()).get(0);
    assertThat(value.getMetadata().getPluginData().getPluginName()).isEqualTo("custom_scalars");
    return EventRecords.hex(value.getTensor().getStringVal(0));
  }

  private static List<String> layouts(Path file) throws IOException {
    return EventRecords.tensors(file).stream()
        .map(value -> value.getTensor().getStringVal(0).toStringUtf8())
        .toList();
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
