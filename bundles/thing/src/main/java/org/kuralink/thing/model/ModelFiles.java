/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.tsl.MalformedModelException;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.ThingModels;

/** The files that a person has named: one for each module of the product. */
final class ModelFiles {

  private final List<String> files;
  private final String product;
  private volatile List<String> faults = List.of();

  /**
   * @param configured their names, separated by commas, semicolons or lines
   * @param product of whose documents alone something is wanted; empty for all of them
   */
  ModelFiles(String configured, String product) {
    this.product = product;
    this.files =
        isFile(configured)
            ? List.of(configured)
            : Arrays.stream(configured.split("[,;\n\r]"))
                .map(String::strip)
                .filter(file -> !file.isEmpty())
                .toList();
  }

  private static boolean isFile(String name) {
    try {
      return Files.isRegularFile(Path.of(name));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Differs when one of them has changed, come or gone. */
  String stamp() {
    return files.stream().map(ModelCache::stamp).collect(Collectors.joining("\n"));
  }

  /** Reads them; one that cannot be read is told of and does not keep the others. */
  Contents read(ThingModels reader) {
    List<JsonText> documents = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (String file : files) {
      try {
        Optional<JsonText> document = ModelCache.read(Path.of(file));
        if (document.isPresent()) {
          ThingModel alone = reader.read(document.get());
          if (product.isEmpty() || alone.productKey().equals(Optional.of(product))) {
            alone.warnings().forEach(warning -> warnings.add(file + ": " + warning));
            documents.add(document.get());
          }
        } else {
          faults.add("model.file " + file + ": there is no such file");
        }
      } catch (IOException | IllegalArgumentException e) {
        faults.add("model.file " + file + " cannot be read: " + ModelLog.words(e));
      } catch (MalformedModelException e) {
        faults.add("model.file " + file + " is no TSL: " + e.getMessage());
      }
    }
    this.faults = List.copyOf(faults);
    return new Contents(documents, faults, warnings);
  }

  /** What was wrong with them when they were read last. Any thread may ask. */
  List<String> faults() {
    return faults;
  }

  /** Together they are no model; says so, and remembers it. */
  String refused(MalformedModelException why) {
    String fault = "model.file " + this + " is no TSL: " + why.getMessage();
    faults = List.of(fault);
    return fault;
  }

  @Override
  public String toString() {
    return String.join(", ", files);
  }

  /**
   * What is in the files.
   *
   * @param documents those that can be read
   * @param faults what is wrong with the others
   * @param warnings what could not be read of the documents, with their files
   */
  record Contents(List<JsonText> documents, List<String> faults, List<String> warnings) {}
}
