package dev.hibi.modular;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the application as a module, with the jars as Maven packaged them. */
final class OnTheModulePathIT {
  private static final List<Path> JARS =
      Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(Path::of)
          .filter(jar -> !jar.endsWith("test-classes"))
          .toList();

  @TempDir Path folder;

  @Test
  void anApplicationRequiresHibisModulesAndTheRestStaysOnTheClassPath() throws Exception {
    Predicate<Path> required = startsWith("classes", "hibi-", "api-", "basicdataset-");
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-Djava.awt.headless=true",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "--module-path",
                joined(required),
                "--class-path",
                joined(not(required)),
                "--module",
                "dev.hibi.modular/dev.hibi.modular.OnTheModulePath",
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(output.lines())
        .containsExactly(
            "module dev.hibi.image: 40 x 30",
            "module dev.hibi: 32 pixels",
            "module dev.hibi.dataset: 2 images",
            "module dev.hibi.model: resnet18",
            "module dev.hibi.training: 5 epochs",
            "module dev.hibi.tensorboard: 1 scalar",
            "module dev.hibi.client: a client",
            "module ai.djl.api: sum 6.0");
    assertThat(java.waitFor()).isZero();
  }

  @Test
  void pytorchsNativeJarHasNoValidModuleName() {
    assertThatThrownBy(() -> finder(startsWith("pytorch-native-")).findAll())
        .isInstanceOf(FindException.class)
        .hasMessageStartingWith("Unable to derive module descriptor for ");
  }

  @Test
  void tensorflowsJarRequiresJavacppWhichIsLeftOut() {
    assertThatThrownBy(() -> resolve("tensorflow.nativelib"))
        .isInstanceOf(FindException.class)
        .hasMessage("Module org.bytedeco.javacpp not found, required by tensorflow.nativelib");
  }

  @Test
  void commonsCompressRequiresWhatDjlLeavesOut() {
    assertThatThrownBy(() -> resolve("org.apache.commons.compress"))
        .isInstanceOf(FindException.class)
        .hasMessage(
            "Module org.apache.commons.lang3 not found, required by org.apache.commons.compress");
  }

  private static void resolve(String module) {
    Configuration.resolve(
        finder(not(startsWith("pytorch-native-"))),
        List.of(ModuleLayer.boot().configuration()),
        ModuleFinder.of(),
        Set.of(module));
  }

  private static ModuleFinder finder(Predicate<Path> wanted) {
    return ModuleFinder.of(JARS.stream().filter(wanted).toArray(Path[]::new));
  }

  private static Predicate<Path> startsWith(String... names) {
    return jar -> Arrays.stream(names).anyMatch(jar.getFileName().toString()::startsWith);
  }

  private static String joined(Predicate<Path> wanted) {
    return JARS.stream()
        .filter(wanted)
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }
}
