package dev.hibi.dataset.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.ClassLabels;
import dev.hibi.dataset.ToyArchive;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.archives.MalformedDatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LabelRuleTest {
  @TempDir Path folder;

  private ZipImageFolder auto(String... names) throws IOException {
    return ZipImageFolder.builder().addSource(zip(names)).build();
  }

  private Path zip(String... names) throws IOException {
    return ToyArchive.zip(folder.resolve("a.zip"), names);
  }

  private String where() {
    return folder.resolve("a.zip").toString();
  }

  @Test
  void prefixesInOneFolderAreFoundOut() throws IOException {
    try (ZipImageFolder data = auto("train/P_00001.png", "train/N_00001.png", "train/P_2.png")) {
      assertThat(data.labelRule()).isEqualTo(LabelRule.PREFIX);
      assertThat(data.getClasses()).containsExactly("N", "P");
      assertThat(data.counts()).isEqualTo(Map.of("N", 1, "P", 2));
    }
  }

  @Test
  void foldersAreFoundOut() throws IOException {
    try (ZipImageFolder data = auto("x/Positive/1.png", "x/Negative/1.png", "x/Negative/2.png")) {
      assertThat(data.labelRule()).isEqualTo(LabelRule.FOLDER);
      assertThat(data.counts()).isEqualTo(Map.of("Negative", 2, "Positive", 1));
    }
  }

  @Test
  void foldersWhoseNamesAllBeginAlikeAreFoundOut() throws IOException {
    try (ZipImageFolder data = auto("Positive/IMG_1.png", "Negative/IMG_2.png")) {
      assertThat(data.labelRule()).isEqualTo(LabelRule.FOLDER);
    }
  }

  @Test
  void foldersWinWhereThePrefixesSayTheSame() throws IOException {
    try (ZipImageFolder data = auto("Positive/P_1.png", "Negative/N_1.png", "Negative/N_2.png")) {
      assertThat(data.labelRule()).isEqualTo(LabelRule.FOLDER);
    }
  }

  @Test
  void foldersAndPrefixesThatDisagreeAreAmbiguous() {
    assertThatThrownBy(() -> auto("a/P_1.png", "a/N_1.png", "b/P_2.png", "b/N_2.png"))
        .isInstanceOf(MalformedDatasetException.class)
        .hasMessage(
            "ambiguous labels: expected either folders or name prefixes to tell classes apart,"
                + " found folders [a, b] and prefixes [N, P] ("
                + where()
                + ")");
  }

  @Test
  void givenClassesDecideWhatIsAmbiguousOtherwise() throws IOException {
    Path zip = zip("a/P_1.png", "a/N_1.png", "b/P_2.png", "b/N_2.png");

    try (ZipImageFolder data =
        ZipImageFolder.builder().addSource(zip).optClassLabels(ClassLabels.of("P", "N")).build()) {
      assertThat(data.labelRule()).isEqualTo(LabelRule.PREFIX);
      assertThat(data.getClasses()).containsExactly("P", "N");
      assertThat(data.getClassNumber(0)).isEqualTo(1); // a/N_1.png
    }
  }

  @Test
  void manyPrefixesAreNoPrefixes() throws IOException {
    try (ZipImageFolder data = auto("x/a_1.png", "x/b_1.png", "x/c_1.png", "x/d_1.png")) {
      assertThat(data.labelRule()).isEqualTo(LabelRule.FOLDER);
      assertThat(data.getClasses()).containsExactly("x");
    }
  }

  @Test
  void folderGivenAsASourceNamesTheImagesAtItsTop() throws IOException {
    Path positive = Files.createDirectory(folder.resolve("Positive"));
    Path negative = Files.createDirectory(folder.resolve("Negative"));
    Files.write(positive.resolve("1.png"), ToyArchive.content("1.png"));
    Files.write(negative.resolve("1.png"), ToyArchive.content("1.png"));

    try (ZipImageFolder data =
        ZipImageFolder.builder().addSource(positive).addSource(negative).build()) {
      assertThat(data.getClasses()).containsExactly("Negative", "Positive");
    }
  }

  @Test
  void imageAtTheTopOfAnArchiveHasNoFolder() {
    assertThatThrownBy(() -> auto("1.png", "2.png"))
        .isInstanceOf(MalformedDatasetException.class)
        .hasMessage(
            "no label: expected a folder such as in Positive/00001.jpg, found 1.png ("
                + where()
                + "!1.png)");
  }

  @Test
  void nameWithoutUnderscoreHasNoPrefix() throws IOException {
    ZipImageFolder.Builder builder =
        ZipImageFolder.builder()
            .addSource(zip("train/P_1.png", "train/2.png"))
            .optLabels(LabelRule.PREFIX);

    assertThatThrownBy(builder::build)
        .isInstanceOf(MalformedDatasetException.class)
        .hasMessage(
            "no label: expected a prefix such as in P_00001.jpg, found train/2.png ("
                + where()
                + "!train/2.png)");
  }

  @Test
  void classThatWasNotGivenIsAnError() throws IOException {
    ZipImageFolder.Builder builder =
        ZipImageFolder.builder()
            .addSource(zip("test/N_1.png", "test/Q_1.png"))
            .optClassLabels(ClassLabels.of("N", "P"))
            .optLabels(LabelRule.PREFIX);

    assertThatThrownBy(builder::build)
        .isInstanceOf(MalformedDatasetException.class)
        .hasMessage(
            "unknown class: expected one of [N, P], found 'Q' (" + where() + "!test/Q_1.png)");
  }

  @Test
  void oneClassOnlyIsRefusedWhereTwoAreRequired() throws IOException {
    try (ZipImageFolder data = auto("train/P_1.png", "train/P_2.png")) {
      assertThat(data.requireClasses(1)).isSameAs(data);
      assertThatThrownBy(() -> data.requireClasses(2))
          .isInstanceOf(MalformedDatasetException.class)
          .hasMessage("one class only: expected at least 2, found 1: [P] (" + where() + ")");
    }
  }

  private void refuses(LabelRule rule, String message, String... names) throws IOException {
    ZipImageFolder.Builder builder = ZipImageFolder.builder().addSource(zip(names)).optLabels(rule);

    assertThatThrownBy(builder::build)
        .isInstanceOf(MalformedDatasetException.class)
        .hasMessage(message.replace("FOLDER", folder.toString()));
  }

  private LabelRule manifest(String... rows) throws IOException {
    String text = "path,label,group\n" + String.join("\n", rows);
    return LabelRule.manifest(Files.writeString(folder.resolve("labels.csv"), text));
  }

  @Test
  void manifestLabelsByPathInsideTheSourceOrItsEnd() throws IOException {
    LabelRule rule =
        manifest(
            "x/1.png,P,b7",
            "2.png,N,",
            "a.zip!x/3.png,P,",
            "./a.zip!x/4.png,N,",
            "が.png,P,",
            "9.png,Q,");
    Path zip = zip("x/1.png", "x/2.png", "x/3.png", "x/4.png", "x/か\u3099.png");

    try (ZipImageFolder data = ZipImageFolder.builder().addSource(zip).optLabels(rule).build()) {
      assertThat(data.counts()).isEqualTo(Map.of("N", 2, "P", 3));
      assertThat(data.group(0)).contains("b7");
      assertThat(data.group(1)).isEmpty();
      assertThat(data.labelRule()).isEqualTo(rule).hasToString("manifest labels.csv");
    }
  }

  @Test
  void imageThatTheManifestDoesNotListIsNamed() throws IOException {
    refuses(
        manifest("x/1.png,P,"),
        "no label: expected the image in FOLDER/labels.csv, found no row of it"
            + " (FOLDER/a.zip!x/2.png)",
        "x/1.png",
        "x/2.png");
  }

  @Test
  void rowsThatFitSeveralImagesOrImagesThatFitSeveralRowsAreAmbiguous() throws IOException {
    refuses(
        manifest("1.png,P,"),
        "ambiguous label: expected one image for '1.png' (FOLDER/labels.csv:2), found another"
            + " (FOLDER/a.zip!y/1.png)",
        "x/1.png",
        "y/1.png");
    refuses(
        manifest("1.png,P,", "y/1.png,P,"),
        "ambiguous label: expected one row for the image, found 'y/1.png' (FOLDER/labels.csv:3)"
            + " and '1.png' (FOLDER/labels.csv:2) (FOLDER/a.zip!x/y/1.png)",
        "x/y/1.png");
  }

  @Test
  void functionLabelsWhateverItLikes() throws IOException {
    LabelRule rule = LabelRule.by(sample -> sample.entry().contains("7") ? "crack" : "sound");
    Path zip = zip("17.png", "2.png", "27.png");

    try (ZipImageFolder data = ZipImageFolder.builder().addSource(zip).optLabels(rule).build()) {
      assertThat(data.counts()).isEqualTo(Map.of("crack", 2, "sound", 1));
      assertThat(data.labelRule()).isEqualTo(rule).hasToString("a function");
    }
    refuses(
        LabelRule.by(sample -> sample.entry().equals("2.png") ? null : "crack"),
        "no label: expected a text from the labeling function, found 2.png (FOLDER/a.zip!2.png)",
        "1.png",
        "2.png");
  }

  @Test
  void rulesSayWhatTheyAre() {
    assertThat(LabelRule.FOLDER).hasToString("folder");
    assertThat(LabelRule.PREFIX).hasToString("prefix");
    assertThat(LabelRule.AUTO).hasToString("auto");
  }
}
