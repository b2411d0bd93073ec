package dev.hibi.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The table of the contract beside what it is made from. */
final class ContractTableTest {

  /** No test where the source is not: a clone has the table and needs no more. */
  @TestFactory
  Stream<DynamicTest> theTableIsWhatItsScriptMakesOfTheContract() {
    return Stream.of(Contract.SOURCE)
        .filter(Files::exists)
        .map(source -> DynamicTest.dynamicTest(source.toString(), this::compare));
  }

  private void compare() throws Exception {
    Process script =
        new ProcessBuilder(
                "python3", "src/test/scripts/contract_table.py", Contract.SOURCE.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] made = script.getInputStream().readAllBytes();

    assertThat(script.waitFor()).isZero();
    assertThat(new String(made, StandardCharsets.UTF_8)).isEqualTo(Contract.table());
  }
}
