/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.configuration.ConnectionTab;
import org.kuralink.thing.model.ProductModels;
import org.kuralink.thing.model.ProductModels.Validation;

/**
 * What a thing is configured to do.
 *
 * @param connection the session's name; empty if none is configured
 * @param modelFile empty if none is configured
 * @param serviceTimeout how long a request of the platform may take; shorter than the connection
 *     waits
 * @param dataFormat in which form the product speaks
 * @param timeInterval from one measurement of the platform's time to the next; zero for none
 * @param problems what is wrong with the configuration, each naming the property and what it may
 *     be; in its place the default holds
 */
record ThingSettings(
    String connection,
    ProductModels.Source modelSource,
    String modelFile,
    Validation validation,
    Duration serviceTimeout,
    DataFormat dataFormat,
    Duration timeInterval,
    List<String> problems) {

  private static final long LONGEST_TIMEOUT = 19;
  private static final long DEFAULT_TIMEOUT = 15;
  private static final long LONGEST_INTERVAL = 168;
  private static final long DEFAULT_INTERVAL = 24;

  /** Is read only to say where it went, unless it said that nothing is sent. */
  private static final String OLD_LOG_UPLOAD = "log.upload";

  private static final Set<String> NO_UPLOAD = Set.of("", "off");

  /** Reads a configuration as if a stranger had written it. */
  static ThingSettings of(Map<String, ?> properties) {
    ConfigurationValues values = ConfigurationValues.of(properties);
    String connection = ConnectionTab.sessionOf(properties);
    ProductModels.Source source =
        values.option("model.source", ProductModels.Source.class, ProductModels.Source.CLOUD);
    String file = values.text("model.file");
    Validation validation = values.option("validation", Validation.class, Validation.REJECT);
    Duration timeout =
        Duration.ofSeconds(
            values.number("service.timeout.seconds", 1, LONGEST_TIMEOUT, DEFAULT_TIMEOUT));
    DataFormat format = values.option("data.format", DataFormat.class, DataFormat.ALINK);
    Duration interval =
        Duration.ofHours(
            values.number("time.interval.hours", 0, LONGEST_INTERVAL, DEFAULT_INTERVAL));
    if (!NO_UPLOAD.contains(values.text(OLD_LOG_UPLOAD).toLowerCase(Locale.ROOT))) {
      values.problem(
          OLD_LOG_UPLOAD,
          "is no property of a thing any more: the standalone gateway sends its log as"
              + " org.kuralink.log says, a gateway with Kura sends none");
    }
    if (source == ProductModels.Source.FILE && file.isEmpty()) {
      values.problem(
          "model.file", "is missing: name the TSL document, or take another model.source");
    }
    return new ThingSettings(
        connection, source, file, validation, timeout, format, interval, values.problems());
  }

  /** Whether another model is wanted, or the same one from elsewhere. */
  boolean hasSameModelAs(ThingSettings other) {
    return connection.equals(other.connection)
        && modelSource == other.modelSource
        && modelFile.equals(other.modelFile);
  }

  /** In which form a product's devices speak; set for the product on the platform. */
  enum DataFormat {
    /** Alink JSON. */
    ALINK,
    /** Bytes that a script on the platform parses. */
    RAW
  }
}
