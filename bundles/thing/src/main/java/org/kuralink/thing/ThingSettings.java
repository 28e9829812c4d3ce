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
 * The configuration of a thing.
 *
 * @param connection the name of the session; empty if none is configured
 * @param modelFile the names of the TSL files; empty if none is configured
 * @param serviceTimeout the time for a request of the platform; shorter than the connection waits
 * @param dataFormat the data format of the product
 * @param timeInterval the time between two measurements of the platform's time; zero for none
 * @param problems the faults of the configuration, each with its property and the allowed values;
 *     the default value replaces a faulty one
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

  /** A property of earlier versions; read only to report its replacement. */
  private static final String OLD_LOG_UPLOAD = "log.upload";

  private static final Set<String> NO_UPLOAD = Set.of("", "off");

  /** Reads a configuration; checks every value. */
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
          "is no property of a thing any more: on the standalone gateway configure"
              + " org.kuralink.log instead; a gateway with Kura uploads no log");
    }
    if (source == ProductModels.Source.FILE && file.isEmpty()) {
      values.problem(
          "model.file", "is missing: enter the path of a TSL file, or change model.source");
    }
    return new ThingSettings(
        connection, source, file, validation, timeout, format, interval, values.problems());
  }

  /** Tells whether another configuration has the same session and the same source of the model. */
  boolean hasSameModelAs(ThingSettings other) {
    return connection.equals(other.connection)
        && modelSource == other.modelSource
        && modelFile.equals(other.modelFile);
  }

  /** The data format of a product, which is set for it on the platform. */
  enum DataFormat {
    /** Alink JSON. */
    ALINK,
    /** Bytes that a script on the platform parses. */
    RAW
  }
}
