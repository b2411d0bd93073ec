package dev.hibi.dataset.splits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.ClassLabels;
import dev.hibi.dataset.ToyArchive;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.archives.MalformedDatasetException;
import dev.hibi.dataset.archives.Sample;
import dev.hibi.dataset.labels.LabelRule;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How data is divided: by class, by group, for cross-validation; and how that is kept. */
final class DatasetSplitTest {
  @TempDir Path folder;

  private ZipImageFolder data(String... names) throws IOException {
    return ZipImageFolder.builder()
        .addSource(ToyArchive.zip(folder.resolve("a.zip"), names))
        .optLabels(LabelRule.PREFIX)
        .build();
  }

  /** Images P_0.png, P_1.png, ... */
  private static List<String> numbered(String label, int count) {
    return IntStream.range(0, count).mapToObj(i -> label + "_" + i + ".png").toList();
  }

  private ZipImageFolder twoClasses(int cracked, int sound) throws IOException {
    List<String> names = new ArrayList<>(numbered("P", cracked));
    names.addAll(numbered("N", sound));
    return data(names.toArray(String[]::new));
  }

  private static DatasetSplit.Builder trainAndTest(ZipImageFolder data, double test) {
    return DatasetSplit.builder(data).part("train", 1 - test).part("test", test);
  }

  private static Set<String> entries(ZipImageFolder data) {
    return new TreeSet<>(
        LongStream.range(0, data.size()).mapToObj(i -> data.sample(i).entry()).toList());
  }

  @Test
  void eachClassIsDividedWithinOneSample() throws IOException {
    try (ZipImageFolder data = twoClasses(11, 31)) {
      DatasetSplit split = trainAndTest(data, 0.2).build();

      assertThat(split.names()).containsExactly("train", "test");
      assertThat(split.part("test").counts()).isEqualTo(Map.of("P", 2, "N", 6));
      assertThat(split.part("train").counts()).isEqualTo(Map.of("P", 9, "N", 25));
      assertThat(split.greatestDeviation()).isCloseTo(0.2, within(1e-6));
    }
  }

  @Test
  void aPartIsSelectedByItsIndicesOfTheSameDataOpenedOtherwise() throws IOException {
    try (ZipImageFolder data = twoClasses(11, 31)) {
      DatasetSplit split = trainAndTest(data, 0.2).build();

      assertThat(split.indices("test")).hasSize(8).isSorted();
      assertThat(entries(data.select(split.indices("test"))))
          .isEqualTo(entries(split.part("test")));
    }
  }

  @Test
  void sameSeedGivesTheSamePartsAndAnotherGivesOthers() throws IOException {
    try (ZipImageFolder data = twoClasses(20, 20)) {
      Set<String> test = entries(trainAndTest(data, 0.2).seed(1).build().part("test"));

      assertThat(entries(trainAndTest(data, 0.2).seed(1).build().part("test"))).isEqualTo(test);
      assertThat(entries(trainAndTest(data, 0.2).seed(2).build().part("test"))).isNotEqualTo(test);
    }
  }

  @Test
  void orderAndPlaceOfTheSourcesChangeNothing() throws IOException {
    String[] cracked = numbered("P", 20).toArray(String[]::new);
    String[] sound = numbered("N", 20).toArray(String[]::new);
    List<Set<String>> tests = new ArrayList<>();
    for (List<String> names : List.of(List.of("1.zip", "2.zip"), List.of("z.zip", "b.zip"))) {
      try (ZipImageFolder data =
          ZipImageFolder.builder()
              .addSource(ToyArchive.zip(folder.resolve(names.get(0)), cracked))
              .addSource(ToyArchive.zip(folder.resolve(names.get(1)), sound))
              .build()) {
        tests.add(entries(trainAndTest(data, 0.25).build().part("test")));
      }
    }

    assertThat(tests.get(0)).hasSize(10).isEqualTo(tests.get(1));
  }

  @Test
  void everyPartHasEveryClassHoweverSmallItsFraction() throws IOException {
    try (ZipImageFolder data = twoClasses(2, 90)) {
      DatasetSplit split = trainAndTest(data, 0.1).build();

      assertThat(split.part("test").counts()).isEqualTo(Map.of("P", 1, "N", 9));
    }
  }

  @Test
  void foldsTestEverySampleOnce() throws IOException {
    try (ZipImageFolder data = twoClasses(7, 8)) {
      List<DatasetSplit> folds = DatasetSplit.builder(data).kFold(3);

      Set<String> tested = new HashSet<>();
      for (DatasetSplit fold : folds) {
        assertThat(fold.names()).containsExactly("train", "test");
        assertThat(fold.part("train").size() + fold.part("test").size()).isEqualTo(15);
        assertThat(fold.part("test").size()).isEqualTo(5);
        assertThat(entries(fold.part("train")))
            .doesNotContainAnyElementsOf(entries(fold.part("test")));
        tested.addAll(entries(fold.part("test")));
      }
      assertThat(tested).hasSize(15);
    }
  }

  @Test
  void groupsOfAPatternAreNotDivided() throws IOException {
    try (ZipImageFolder data = twoClasses(40, 40)) { // P_10.png to P_19.png are one structure
      DatasetSplit split =
          trainAndTest(data, 0.25).groups(Grouping.pattern(Pattern.compile("_(.).*png"))).build();

      assertThat(groups(split.part("train")))
          .doesNotContainAnyElementsOf(groups(split.part("test")));
      assertThat(split.part("test").counts().values()).allMatch(count -> count >= 8 && count <= 12);
    }
  }

  private static Set<String> groups(ZipImageFolder data) {
    return new TreeSet<>(entries(data).stream().map(name -> name.substring(2, 3)).toList());
  }

  @Test
  void numbersOfNearDuplicatesAreGroups() throws IOException {
    try (ZipImageFolder data = data("N_1.png", "N_2.png", "N_3.png", "P_1.png", "P_2.png")) {
      DatasetSplit split =
          trainAndTest(data, 0.5).groups(Grouping.of(new int[] {7, 8, 7, 7, 9})).build();

      assertThat(List.of(entries(split.part("train")), entries(split.part("test"))))
          .containsExactlyInAnyOrder(
              Set.of("N_1.png", "N_3.png", "P_1.png"), Set.of("N_2.png", "P_2.png"));
      assertThat(split.greatestDeviation()).isEqualTo(0.5);
      assertThatThrownBy(
              () -> trainAndTest(data, 0.5).groups(Grouping.of(new int[] {7, 8})).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("bad groups: expected one for each of 5 samples, found 2");
    }
  }

  @Test
  void writtenPartsAreTheSameSamplesLabelsAndGroups() throws IOException {
    Path output = Files.createDirectories(folder.resolve("out/split"));
    Pattern pattern = Pattern.compile("_(.).*png");
    try (ZipImageFolder data = twoClasses(30, 30)) {
      DatasetSplit split = trainAndTest(data, 0.3).groups(Grouping.pattern(pattern)).build();
      for (String name : split.names()) {
        StringWriter text = new StringWriter();
        split.write(name, output, text);
        Path csv = Files.writeString(output.resolve(name + ".csv"), text.toString());

        assertThat(text.toString()).startsWith("path,label,group\n../../a.zip!N_");
        try (ZipImageFolder read = ZipImageFolder.builder().addSource(csv).build()) {
          assertThat(read.fingerprint()).isEqualTo(split.part(name).fingerprint());
          assertThat(entries(read)).isEqualTo(entries(split.part(name)));
          assertThat(read.group(0)).contains(read.sample(0).entry().substring(2, 3));
        }
      }
    }
  }

  @Test
  void groupsOfAManifestAreKeptThroughASplit() throws IOException {
    for (String name : new String[] {"1.png", "2.png", "3.png", "4.png"}) {
      Files.write(folder.resolve(name), ToyArchive.content(name));
    }
    Path csv = folder.resolve("all.csv");
    Files.writeString(csv, "path,label,group\n1.png,P,a\n2.png,N,a\n3.png,P,b\n4.png,N,b\n");
    try (ZipImageFolder data = ZipImageFolder.builder().addSource(csv).build()) {
      DatasetSplit split = trainAndTest(data, 0.5).groups(Grouping.manifest()).build();
      ZipImageFolder test = split.part("test");
      StringWriter text = new StringWriter();
      test.writeManifest(folder, text);

      assertThat(test.group(0)).isEqualTo(test.group(1)).isNotEqualTo(Optional.empty());
      assertThat(text.toString())
          .isIn(
              "path,label,group\n1.png,P,a\n2.png,N,a\n",
              "path,label,group\n3.png,P,b\n4.png,N,b\n");
    }
  }

  @Test
  void tooFewSamplesOrGroupsOfAClassAreNamed() throws IOException {
    try (ZipImageFolder data = twoClasses(2, 9)) {
      assertThatThrownBy(() -> DatasetSplit.builder(data).kFold(3))
          .isInstanceOf(MalformedDatasetException.class)
          .hasMessage(
              "too few samples: expected at least 3 of class 'P' for 3 parts, found 2 (%s)"
                  .formatted(data));
      assertThatThrownBy(
              () -> trainAndTest(data, 0.5).groups((all, i) -> all.getClassNumber(i) + "").build())
          .isInstanceOf(MalformedDatasetException.class)
          .hasMessage(
              "too few groups: expected at least 2 of class 'N' for 2 parts, found 1 with 9"
                  + " samples (%s)".formatted(data));
    }
  }

  @Test
  void classesThatGroupsKeepApartAreNamed() throws IOException {
    try (ZipImageFolder data =
        data("N_1.png", "N_2.png", "P_1.png", "P_2.png", "Q_1.png", "Q_2.png")) {
      // N and P share a group, N and Q, P and Q: one part lacks a class, wherever they go.
      DatasetSplit.Builder builder =
          trainAndTest(data, 0.5).groups(Grouping.of(new int[] {1, 2, 1, 3, 2, 3}));

      assertThatThrownBy(builder::build)
          .isInstanceOf(MalformedDatasetException.class)
          .hasMessageMatching(
              "class missing in a part: expected samples of '[NPQ]' in (train|test), found none"
                  + " \\(.*a.zip\\)");
    }
  }

  @Test
  void sampleWithoutAGroupIsNamed() throws IOException {
    try (ZipImageFolder data = twoClasses(3, 3)) {
      assertThatThrownBy(() -> trainAndTest(data, 0.5).groups(Grouping.manifest()).build())
          .hasMessage(
              "no group: expected one in the column group of a manifest, found none (%s!N_0.png)"
                  .formatted(data));
      assertThatThrownBy(
              () ->
                  trainAndTest(data, 0.5)
                      .groups(Grouping.pattern(Pattern.compile("([0-1])")))
                      .build())
          .hasMessage(
              "no group: expected a name with ([0-1]), found N_2.png (%s!N_2.png)".formatted(data));
      assertThatThrownBy(() -> Grouping.pattern(Pattern.compile("x")))
          .hasMessage("no capturing group: expected one such as in ^(bridge-[0-9]+)/, found x");
    }
  }

  @Test
  void fractionsOutOfRangeAreRefused() throws IOException {
    try (ZipImageFolder data = twoClasses(3, 3)) {
      DatasetSplit.Builder builder = DatasetSplit.builder(data);
      assertThatThrownBy(() -> builder.part("train", 1.0))
          .hasMessage("bad fraction: expected more than 0 and less than 1, found 1.0 (train)");
      assertThatThrownBy(() -> builder.part("train", 0.5).part("test", 0.25).build())
          .hasMessage("bad fractions: expected a sum of 1, found 0.75 {train=0.5, test=0.25}");
      assertThatThrownBy(() -> builder.part("test", 0.5))
          .hasMessage("part given twice: expected distinct names, found 'test' again");
      assertThatThrownBy(() -> builder.kFold(2))
          .hasMessage("parts cannot be combined with folds: expected none, found [train, test]");
      assertThatThrownBy(() -> DatasetSplit.builder(data).kFold(1))
          .hasMessage("bad number of folds: expected at least 2, found 1");
      assertThatThrownBy(() -> DatasetSplit.builder(data).kFold(2).get(0).part("dev"))
          .hasMessage("no such part: expected one of [train, test], found 'dev'");
    }
  }

  @Test
  void whateverTheClassesAndGroupsNothingIsLostDoubledOrDivided() throws IOException {
    Random random = new Random(3);
    ToyArchive.zip(folder.resolve("a.zip"), numbered("S", 300).toArray(String[]::new));
    for (int round = 0; round < 40; round++) {
      int classes = 1 + random.nextInt(4);
      int groupCount = round % 2 == 0 ? 300 : 30 + random.nextInt(60);
      int[] labels = random.ints(300, 0, classes).toArray();
      int[] groups =
          round % 2 == 0
              ? IntStream.range(0, 300).toArray()
              : random.ints(300, 0, groupCount).toArray();
      try (ZipImageFolder data =
          ZipImageFolder.builder()
              .addSource(folder.resolve("a.zip"))
              .optLabels(LabelRule.by(sample -> "c" + labels[number(sample)]))
              .build()) {
        check(data, groups, random.nextInt(), round % 2 == 0);
      }
    }
  }

  private static int number(Sample sample) {
    return Integer.parseInt(sample.entry().replaceAll("\\D", ""));
  }

  private static void check(ZipImageFolder data, int[] groups, int seed, boolean single)
      throws IOException {
    DatasetSplit.Builder builder =
        DatasetSplit.builder(data).part("a", 0.5).part("b", 0.3).part("c", 0.2).seed(seed);
    builder.groups((all, i) -> "g" + groups[number(all.sample(i))]);
    DatasetSplit split = builder.build();
    Map<Integer, String> sides = new TreeMap<>();
    long size = 0;
    Set<String> entries = new HashSet<>();
    for (String name : split.names()) {
      ZipImageFolder part = split.part(name);
      size += part.size();
      entries.addAll(entries(part));
      for (long i = 0; i < part.size(); i++) {
        String side = sides.putIfAbsent(groups[number(part.sample(i))], name);
        assertThat(side).isIn(null, name);
      }
      assertThat(part.counts()).doesNotContainValue(0);
    }
    assertThat(size).isEqualTo(300);
    assertThat(entries).hasSize(300);
    assertThat(split.greatestDeviation()).isLessThan(single ? 1 + 1e-9 : 8);
  }

  @Test
  void classThatIsKnownButHasNoSampleCannotBeDivided() throws IOException {
    Path zip = ToyArchive.zip(folder.resolve("b.zip"), "N_1.png", "N_2.png");
    try (ZipImageFolder data =
        ZipImageFolder.builder().addSource(zip).optClassLabels(ClassLabels.of("N", "P")).build()) {
      assertThatThrownBy(() -> trainAndTest(data, 0.5).build())
          .hasMessage(
              "too few samples: expected at least 2 of class 'P' for 2 parts, found 0 ("
                  + zip
                  + ")");
    }
  }
}
