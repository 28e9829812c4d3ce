/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of this device that the platform can change.
 *
 * @param reportInterval seconds between two reports, 1 to 3600
 * @param location the location of the machine
 * @param indicator whether its light is on
 * @param mode 0 normal, 1 saving: the interval between reports is ten times longer
 * @param loadLimit load of the processor, 0 to 100 percent, at which an event is raised
 */
record Settings(int reportInterval, String location, boolean indicator, int mode, int loadLimit) {

  static final int SHORTEST = 1;
  static final int LONGEST = 3600;

  private static final int SAVING = 1;
  private static final int PERCENT = 100;
  private static final int SAVING_FACTOR = 10;

  /** Returns the time between two reports. */
  int pauseSeconds() {
    return mode == SAVING ? reportInterval * SAVING_FACTOR : reportInterval;
  }

  /** Returns the settings as properties of the thing model. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("reportInterval", reportInterval);
    values.put("location", location);
    values.put("indicator", indicator);
    values.put("mode", mode);
    values.put("loadLimit", loadLimit);
    return values;
  }

  /**
   * Returns these settings with one of them changed.
   *
   * @return empty if there is no such setting or if the value is invalid; a thing model already
   *     makes the platform reject such values
   */
  Optional<Settings> with(String identifier, Object value) {
    return switch (identifier) {
      case "reportInterval" ->
          whole(value, SHORTEST, LONGEST)
              .map(seconds -> new Settings(seconds, location, indicator, mode, loadLimit));
      case "location" ->
          Optional.of(new Settings(reportInterval, value.toString(), indicator, mode, loadLimit));
      case "indicator" ->
          truth(value).map(on -> new Settings(reportInterval, location, on, mode, loadLimit));
      case "mode" ->
          whole(value, 0, SAVING)
              .map(wanted -> new Settings(reportInterval, location, indicator, wanted, loadLimit));
      case "loadLimit" ->
          whole(value, 0, PERCENT)
              .map(limit -> new Settings(reportInterval, location, indicator, mode, limit));
      default -> Optional.empty();
    };
  }

  /** Returns the value as an integer if it is a number in this range, whatever its type. */
  static Optional<Integer> whole(Object value, int least, int most) {
    try {
      int number = Integer.parseInt(value.toString());
      return number >= least && number <= most ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException notWhole) {
      return Optional.empty();
    }
  }

  private static Optional<Boolean> truth(Object value) {
    return switch (value.toString()) {
      case "true", "1" -> Optional.of(true);
      case "false", "0" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
