package dev.hibi.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who gets at an emulator, and who does not. */
@Timeout(60)
final class AccessTest {
  @TempDir private Path folder;

  private Emulator start() throws IOException {
    return Emulator.builder(folder.resolve("state")).start();
  }

  /** A request as a browser would send it, which the JDK's client does not: with any header. */
  private static String send(URI to, String line, String body, String... headers)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.getPort());
        BufferedWriter out =
            new BufferedWriter(
                new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8));
        InputStream in = socket.getInputStream()) {
      out.write(line + " HTTP/1.1\r\nConnection: close\r\nContent-Length: " + body.length());
      for (String header : headers) {
        out.write("\r\n" + header);
      }
      out.write("\r\n\r\n" + body);
      out.flush();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String login(Emulator emulator, String... headers) throws IOException {
    return send(
        emulator.uri(),
        "POST /api/v2/account/login",
        "{\"userName\":\"%s\",\"password\":\"%s\"}".formatted(emulator.user(), emulator.password()),
        headers);
  }

  @Test
  void aPasswordThatNobodyGaveIsRandom() throws Exception {
    String first;
    try (Emulator emulator = start()) {
      first = emulator.password();
      assertThat(emulator.user()).isEqualTo("user");
      assertThat(first).matches("[a-z2-9]{26}");
      assertThat(emulator).hasToString("Emulator[" + emulator.uri() + "]");
      assertThat(login(emulator, "Host: localhost", "Content-Type: application/json"))
          .startsWith("HTTP/1.1 200");
    }
    try (Emulator emulator = start()) {
      assertThat(emulator.password()).isNotEqualTo(first);
    }
  }

  @Test
  void aHostThatIsNoNameOfTheLoopbackAddressIsRefused() throws Exception {
    String json = "Content-Type: application/json";
    try (Emulator emulator = start()) {
      for (String host :
          new String[] {
            "attacker.example", "attacker.example:80", "127.0.0.1.nip.io", "", "[::2]"
          }) {
        assertThat(login(emulator, json, "Host: " + host))
            .startsWith("HTTP/1.1 400")
            .contains(
                "\"title\":\"bad host: expected localhost, 127.0.0.1 or [::1], found "
                    + host
                    + "\"");
      }
      for (String host : new String[] {"LocalHost:8090", "127.0.0.1", "[::1]:1", "[::1]"}) {
        assertThat(login(emulator, json, "Host: " + host)).startsWith("HTTP/1.1 200");
      }
    }
  }

  @Test
  void theStorageAndTensorBoardsRefuseSuchHostsToo() throws Exception {
    try (Emulator emulator = start()) {
      EmulatorCaller caller = EmulatorCaller.of(emulator);
      String key = caller.get("/upload/parameter?fileName=a&partSum=1&type=Data");
      URI storage = URI.create(key.replaceAll(".*\"(http://[^\"]*)\".*", "$1"));

      assertThat(send(storage, "GET /Data/x", "", "Host: attacker.example"))
          .startsWith("HTTP/1.1 400")
          .contains("bad host");
    }
  }

  @Test
  void aPageOfAnotherSiteIsRefused() throws Exception {
    String host = "Host: localhost:8090";
    String json = "Content-Type: application/json";
    try (Emulator emulator = start()) {
      for (String origin :
          new String[] {"http://attacker.example", "null", "http://localhost:3000", "http://:"}) {
        assertThat(login(emulator, host, json, "Origin: " + origin))
            .startsWith("HTTP/1.1 403")
            .contains("bad origin: expected none or http://localhost:8090, found " + origin + "\"");
      }
      assertThat(login(emulator, host, json, "Origin: http://localhost:8090"))
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void aBodyThatAFormCouldSendIsRefused() throws Exception {
    try (Emulator emulator = start()) {
      for (String type :
          new String[] {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"}) {
        assertThat(login(emulator, "Host: localhost", "Content-Type: " + type))
            .startsWith("HTTP/1.1 415")
            .contains("\"title\":\"Unsupported Media Type\"");
      }
      assertThat(login(emulator, "Host: localhost")).startsWith("HTTP/1.1 415");
      assertThat(login(emulator, "Host: localhost", "Content-Type: text/json; charset=utf-8"))
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theFolderAndAllInItAreItsOwners() throws Exception {
    try (Emulator emulator = start()) {
      EmulatorCaller.of(emulator).post("/data", "{\"name\":\"a\"}");
      assertThat(permissions("state")).isEqualTo("rwx------");
      assertThat(permissions("state/state.json")).isEqualTo("rw-------");
      assertThat(permissions("state/emulator.lock")).isEqualTo("rw-------");
      assertThat(permissions("state/jobs")).isEqualTo("rwx------");
      assertThat(permissions("state/storage")).isEqualTo("rwx------");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFolderOfAnEarlierEmulatorThatOthersCouldReadIsClosed() throws Exception {
    start().close();
    chmod("state", "rwxr-xr-x");
    chmod("state/state.json", "rw-r--r--");

    start().close();

    assertThat(permissions("state")).isEqualTo("rwx------");
    assertThat(permissions("state/state.json")).isEqualTo("rw-------");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFolderOfOtherThingsThatOthersMayReadIsRefused() throws Exception {
    Path state = Files.createDirectory(folder.resolve("state"));
    Files.writeString(state.resolve("other"), "x");
    chmod("state", "rwxr-xr-x");

    assertThatThrownBy(this::start)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad state folder: expected a new or empty one, an earlier emulator's, or one that is"
                + " its owner's alone, found other files and rwxr-xr-x (%s)",
            state);
    assertThat(permissions("state")).isEqualTo("rwxr-xr-x");
    chmod("state", "rwx------");
    start().close();
  }

  @Test
  void aFolderIsOneEmulatorsAtATime() throws Exception {
    try (Emulator first = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(IOException.class)
          .hasMessage(
              "state folder in use: expected no other emulator, found one (%s)",
              first.stateFolder());
    }
    start().close();
  }

  @Test
  void aFolderIsOneEmulatorsAmongAllProcesses() throws Exception {
    Path state = folder.resolve("state");
    try (Emulator first = start()) {
      assertThat(first.stateFolder()).isEqualTo(state);
      assertThatThrownBy(this::start).isInstanceOf(IOException.class);

      Process other = process(state);

      assertThat(new String(other.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("state folder in use: expected no other emulator, found one (" + state + ")");
    }
    assertThat(process(state).waitFor()).isZero();
  }

  @Test
  void anEmulatorThatIsClosedAgainLeavesItsFolderToTheNext() throws Exception {
    Emulator first = start();
    first.close();
    try (Emulator next = start()) {
      first.close();
      assertThatThrownBy(this::start)
          .hasMessage(
              "state folder in use: expected no other emulator, found one (%s)",
              next.stateFolder());
    }
  }

  private static Process process(Path state) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Other.class.getName(),
            state.toString())
        .start();
  }

  /** Another process, that starts an emulator and ends. */
  static final class Other {
    private Other() {}

    public static void main(String[] words) throws IOException {
      Emulator.builder(Path.of(words[0])).start().close();
    }
  }

  @Test
  void aPortInUseIsNamedAndTheFolderIsFreeAgain() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> Emulator.builder(folder.resolve("state")).port(port).start())
          .isInstanceOf(IOException.class)
          .hasMessage("port in use: expected one that is free, found %d in use", port);
    }
    start().close();
  }

  private String permissions(String path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(path)));
  }

  private void chmod(String path, String permissions) throws IOException {
    Files.setPosixFilePermissions(
        folder.resolve(path), PosixFilePermissions.fromString(permissions));
  }
}
