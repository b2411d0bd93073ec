package dev.hibi.emulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.CacheMode;
import com.tngtech.archunit.lang.ArchRule;

/** What the emulator knows: the JDK and its HTTP server, JSON, and nothing of the client. */
@AnalyzeClasses(
    packages = "dev.hibi.emulator",
    importOptions = DoNotIncludeTests.class,
    cacheMode = CacheMode.PER_CLASS)
final class ArrowsTest {
  @ArchTest
  static final ArchRule NOTHING_OF_THE_CLIENT_IS_NEEDED =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.crypto..",
              "com.sun.net.httpserver",
              "com.google.gson..",
              "org.slf4j",
              "org.jspecify.annotations",
              "dev.hibi",
              "dev.hibi.emulator");
}
