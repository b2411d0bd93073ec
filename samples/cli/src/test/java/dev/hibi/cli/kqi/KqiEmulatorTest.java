package dev.hibi.cli.kqi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.Answer;
import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.DataApi;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The emulator as a program of its own. */
@Timeout(60)
final class KqiEmulatorTest {
  @TempDir Path directory;

  @Test
  void itAnswersUntilItIsInterruptedAndKeepsItsState() throws Exception {
    Process first = emulator("--user=inspector:b:c");
    try {
      client(first).data().create(new DataApi.Create("kept", "", List.of()));
    } finally {
      first.destroy();
      assertThat(first.waitFor()).isNotZero(); // as of any program that a signal ends
    }

    Process second = emulator("--user=inspector:b:c");
    try {
      assertThat(client(second).data().get(1).name()).isEqualTo("kept");
    } finally {
      second.destroy();
    }
  }

  @Test
  void whatIsNoPortOrNoUserIsRefused() {
    assertThat(Answer.of("kqi", "emulator", "--port=65536").err())
        .isEqualTo(
            "hibi: bad port: expected 0 to 65535, found 65536 (try 'hibi kqi emulator --help')%n"
                .formatted());
    assertThat(Answer.of("kqi", "emulator", "--gpu=-1").err())
        .isEqualTo(
            "hibi: bad node emulator: expected 0 and more, found 64 CPU cores, 256 GB, -1 GPUs"
                + " (try 'hibi kqi emulator --help')%n".formatted());
    for (String user : List.of(":secret", "inspector:", "")) {
      Answer answer = Answer.of("kqi", "emulator", "--user=" + user);
      assertThat(answer.err())
          .isEqualTo(
              "hibi: bad user: expected NAME or NAME:PASSWORD, found no name or no password (try"
                  + " 'hibi kqi emulator --help')%n".formatted());
      assertThat(answer.code()).isEqualTo(2);
    }
  }

  @Test
  void aPasswordThatNobodyGaveIsPrintedOnceAndWhatCommandsAreAllowedIsSaid() throws Exception {
    Process emulator = emulator("--run-commands");
    try (BufferedReader lines = lines(emulator)) {
      URI server = server(lines);
      String line = lines.readLine();
      assertThat(line).matches("user user, password [a-z2-9]{26} \\(printed this once\\)");
      assertThat(lines.readLine())
          .isEqualTo(
              "jobs run as processes of this user: whoever has the password can do the same");
      String password = line.replaceAll(".* password (\\S+) .*", "$1");
      KamonohashiClient client = KamonohashiClient.builder(server).login("user", password).build();
      assertThat(client.account().get().userName()).isEqualTo("user");
    } finally {
      emulator.destroy();
    }
  }

  @Test
  void aPasswordOfAFileIsNotPrinted() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "secret enough\n");
    Process emulator = emulator("--password-file=" + file);
    try (BufferedReader lines = lines(emulator)) {
      KamonohashiClient client =
          KamonohashiClient.builder(server(lines)).login("user", "secret enough").build();
      assertThat(client.account().get().userName()).isEqualTo("user");
      emulator.toHandle().destroy(); // which leaves what it has printed readable
      assertThat(lines.lines()).isEmpty();
    } finally {
      emulator.destroy();
    }
  }

  @Test
  void aPasswordThatOthersCanSeeDoesNotGoWithCommands() {
    assertThat(Answer.of("kqi", "emulator", "--user=me:secret", "--run-commands").err())
        .isEqualTo(
            "hibi: a password that others can see: expected --password-file or HIBI_KQI_PASSWORD"
                + " with --run-commands, found one in --user (try 'hibi kqi emulator --help')%n"
                    .formatted());
    assertThat(Answer.of("kqi", "emulator", "--user=me:secret", "--password-file=x").err())
        .isEqualTo(
            "hibi: two passwords: expected one of --user and --password-file, found both (try"
                + " 'hibi kqi emulator --help')%n".formatted());
  }

  @Test
  void aStateThatAnotherEmulatorHasIsRefused() throws Exception {
    Process first = emulator("--user=inspector:b:c");
    try (BufferedReader lines = lines(first)) {
      server(lines);
      Path state = directory.resolve("state");

      Answer answer = Answer.of("kqi", "emulator", "--port=0", "--state=" + state);

      assertThat(answer.err())
          .isEqualTo(
              "hibi: state folder in use: expected no other emulator, found one (%s)%n"
                  .formatted(state));
      assertThat(answer.code()).isEqualTo(1);
    } finally {
      first.destroy();
    }
  }

  private static BufferedReader lines(Process emulator) {
    return new BufferedReader(
        new InputStreamReader(emulator.getInputStream(), StandardCharsets.UTF_8));
  }

  private KamonohashiClient client(Process emulator) throws IOException {
    return KamonohashiClient.builder(server(lines(emulator))).login("inspector", "b:c").build();
  }

  private URI server(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    assertThat(line)
        .matches("emulated platform at http://127\\.0\\.0\\.1:\\d+, state in .*")
        .endsWith(directory.resolve("state").toString());
    return URI.create(line.replaceAll(".* at (.*), state in .*", "$1"));
  }

  private Process emulator(String... options) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.hibi.cli.Hibi"));
    words.addAll(List.of("kqi", "emulator", "--port=0"));
    words.add("--state=" + directory.resolve("state"));
    words.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().remove("HIBI_KQI_PASSWORD");
    return builder.start();
  }
}
