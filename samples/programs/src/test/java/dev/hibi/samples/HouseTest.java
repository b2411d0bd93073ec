package dev.hibi.samples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The house as docs/architecture.md draws it, over the classes of all modules: this is the one that
 * sees them all. The enforcer holds the same arrows between artifacts; here they hold between
 * classes, so what comes along as a dependency of a dependency is not used either.
 */
final class HouseTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.hibi");

  private static final String CORE = "dev.hibi";
  private static final String IMAGE = "dev.hibi.image";
  private static final String EVENTS = "dev.hibi.tensorboard";
  private static final String DATASET = "dev.hibi.dataset";
  private static final String MODEL = "dev.hibi.model";
  private static final String ONNX = "dev.hibi.onnx";
  private static final String TRAINER = "dev.hibi.training";
  private static final String PAGES = "dev.hibi.training.tensorboard";
  private static final String INSPECTION = "dev.hibi.inspection";
  private static final String REPORT = "dev.hibi.report";
  private static final String SERVICE = "dev.hibi.service";
  private static final String CLASSIFIER = "dev.hibi.classifier";
  private static final String CLIENT = "dev.hibi.client";
  private static final String EMULATOR = "dev.hibi.emulator";
  private static final String CLI = "dev.hibi.cli";
  private static final String PROGRAMS = "dev.hibi.samples";

  private static final Set<String> LIBRARY =
      Set.of(
          CORE,
          IMAGE,
          EVENTS,
          DATASET,
          MODEL,
          ONNX,
          TRAINER,
          PAGES,
          INSPECTION,
          REPORT,
          SERVICE,
          CLASSIFIER,
          CLIENT,
          EMULATOR);

  /** Rooms by package, and what each may use. A package belongs to the longest name that fits. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          entry(CORE, Set.of()),
          entry(IMAGE, Set.of(CORE)),
          entry(EVENTS, Set.of(CORE)),
          entry(DATASET, Set.of(CORE, IMAGE)),
          entry(MODEL, Set.of(CORE, IMAGE)),
          entry(ONNX, Set.of(CORE, MODEL)),
          entry(TRAINER, Set.of(CORE, IMAGE, MODEL)),
          entry(PAGES, Set.of(CORE, IMAGE, MODEL, TRAINER, EVENTS)),
          entry(INSPECTION, Set.of(CORE, IMAGE, MODEL)),
          entry(REPORT, Set.of(CORE, IMAGE, MODEL, TRAINER, DATASET, INSPECTION)),
          entry(SERVICE, Set.of(CORE, IMAGE, MODEL, INSPECTION)),
          entry(CLASSIFIER, Set.of(CORE, IMAGE, MODEL, TRAINER, DATASET)),
          entry(CLIENT, Set.of(CORE)),
          entry(EMULATOR, Set.of(CORE)),
          entry(CLI, LIBRARY),
          entry(PROGRAMS, LIBRARY));

  private static String roomOf(JavaClass type) {
    String room = type.getPackageName();
    while (!ARROWS.containsKey(room) && room.startsWith("dev.hibi.")) {
      room = room.substring(0, room.lastIndexOf('.'));
    }
    // Only the nouns themselves are in dev.hibi: a new sub-package of it is a new room.
    return room.equals(CORE) ? type.getPackageName() : room;
  }

  private static DescribedPredicate<JavaClass> outside(String... rooms) {
    Set<String> names = Set.of(rooms);
    return DescribedPredicate.describe(
        "outside of " + new TreeSet<>(names), type -> !names.contains(roomOf(type)));
  }

  @Test
  void everyPackageBelongsToARoom() {
    assertThat(ALL).extracting(HouseTest::roomOf).contains(CORE, MODEL, CLI);
    assertThat(ALL)
        .allSatisfy(type -> assertThat(ARROWS).as(type.getName()).containsKey(roomOf(type)));
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomUsesOnlyThoseItsArrowsPointAt(String room) {
    Set<String> allowed = ARROWS.getOrDefault(room, Set.of());

    Stream<String> others =
        ALL.stream()
            .filter(type -> roomOf(type).equals(room))
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .filter(dependency -> isOurs(dependency.getTargetClass()))
            .filter(dependency -> !roomOf(dependency.getTargetClass()).equals(room))
            .filter(dependency -> !allowed.contains(roomOf(dependency.getTargetClass())))
            .map(Dependency::getDescription);

    assertThat(others).isEmpty();
  }

  private static Stream<String> rooms() {
    return ARROWS.keySet().stream().sorted();
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().equals(CORE) || type.getPackageName().startsWith("dev.hibi.");
  }

  @Test
  void noPackagesDependOnEachOtherInACircle() {
    slices().matching("dev.hibi.(**)").should().beFreeOfCycles().check(ALL);
  }

  @ParameterizedTest
  @MethodSource("fences")
  void aHeavyLibraryStaysBehindItsFence(ArchRule fence) {
    fence.check(ALL);
  }

  private static Stream<ArchRule> fences() {
    return Stream.of(
        fence("ai.djl..", DATASET, MODEL, TRAINER, PAGES, CLASSIFIER, CLI, PROGRAMS),
        fence("ai.djl.basicdataset..", DATASET),
        fence("ai.djl.pytorch..", MODEL),
        fence("org.tensorflow..", EVENTS),
        fence("com.google.protobuf..", EVENTS, ONNX),
        fence("com.sun.jna..", IMAGE, MODEL),
        fence("de.siegmar.fastcsv..", DATASET, SERVICE, CLI),
        fence("com.sun.net.httpserver..", EMULATOR, SERVICE),
        fence("org.snakeyaml..", CLI),
        fence("picocli..", CLI));
  }

  private static ArchRule fence(String library, String... rooms) {
    return noClasses()
        .that(outside(rooms))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }

  @Test
  void noPackageIsInTwoModules() {
    Map<String, TreeSet<String>> modules =
        ALL.stream()
            .collect(
                groupingBy(
                    JavaClass::getPackageName,
                    TreeMap::new,
                    mapping(HouseTest::moduleOf, toCollection(TreeSet::new))));

    assertThat(modules).allSatisfy((name, places) -> assertThat(places).as(name).hasSize(1));
  }

  /** The jar or folder that a class was found in. */
  private static String moduleOf(JavaClass type) {
    String place = type.getSource().orElseThrow().getUri().toString();
    return place.substring(0, place.lastIndexOf(type.getPackageName().replace('.', '/')));
  }

  @Test
  void everyPackageSaysWhatItIsAndWhichReferencesMayBeNull() {
    Set<String> marked = new TreeSet<>();
    ALL.stream()
        .filter(type -> type.getSimpleName().equals("package-info"))
        .filter(type -> type.isAnnotatedWith(NullMarked.class))
        .forEach(type -> marked.add(type.getPackageName()));

    assertThat(ALL.stream().map(JavaClass::getPackageName).distinct())
        .containsExactlyInAnyOrderElementsOf(marked);
  }

  @Test
  void noClassIsADrawer() {
    noClasses()
        .should()
        .haveNameMatching(".*(Utils?|Helpers?|Managers?|Common)(\\$.*)?")
        .orShould()
        .resideInAnyPackage("..internal..", "..impl..", "..util..", "..utils..")
        .check(ALL);
  }

  /** The nouns of core are there because other modules' public signatures share them. */
  @ParameterizedTest
  @MethodSource("rooms")
  void atMostHalfOfARoomsTypesArePublic(String room) {
    List<JavaClass> types =
        ALL.stream()
            .filter(type -> roomOf(type).equals(room))
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .toList();
    List<String> visible =
        types.stream()
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .map(JavaClass::getSimpleName)
            .toList();

    if (!Set.of(CORE, CLASSIFIER, PROGRAMS).contains(room)) {
      assertThat(visible)
          .as("public types of %s, %d in all", room, types.size())
          .hasSizeLessThanOrEqualTo(types.size() / 2);
    }
  }
}
