package dev.hibi.model;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.util.regex.Pattern;

/**
 * What is shipped: neither a module's own tests nor those of another module, which stand on the
 * class path as a folder in a build up to {@code test} and as a jar in one up to {@code verify}.
 */
public final class ShippedClasses implements ImportOption {
  private static final Pattern TESTS = Pattern.compile(".*(/test-classes/|-tests\\.jar!).*");

  @Override
  public boolean includes(Location location) {
    return !location.matches(TESTS);
  }
}
