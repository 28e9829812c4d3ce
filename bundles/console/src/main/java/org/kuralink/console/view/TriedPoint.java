/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kuralink.api.channel.FieldTrial;

/**
 * A point to read or write, described by arguments {@code name=value}.
 *
 * @param value the value to write; empty to read
 */
record TriedPoint(FieldTrial trial, Optional<Object> value) {

  /** The labels of the form, in the order of {@link #NAMES}. */
  static final String FIELDS =
      """
      Server
      or protocol
      IP address
      Port
      or URL
      Unit
      Table
      Address
      Type
      Registers
      swap16
      reverseRegister
      Scaling
      or path
      Name
      Value to write\
      """;

  private static final List<String> NAMES =
      words(
          "server protocol ip port url unit table address type count swap16 reverse scaling path"
              + " name value",
          " ");

  /** The names of members of a {@code serverList} entry in the developer guide. */
  private static final Set<String> OF_SERVER =
      Set.copyOf(
          words(
              "protocol ip port url serialPort baudRate byteSize stopBits parity secPolicy secMode"
                  + " userName password timeout",
              " "));

  private static final Set<String> NUMBERS =
      Set.copyOf(words("port baudRate byteSize stopBits timeout", " "));

  private static List<String> words(String all, String between) {
    return List.of(all.split(between, -1));
  }

  /** Converts the text of the form's fields, one line each, to arguments. */
  static List<String> words(String typed) {
    List<String> words = new ArrayList<>();
    List<String> lines = words(typed, "\n");
    for (int i = 0; i < Math.min(lines.size(), NAMES.size()); i++) {
      if (!lines.get(i).isBlank()) {
        words.add(NAMES.get(i) + "=" + lines.get(i).strip());
      }
    }
    return words;
  }

  /**
   * Parses the arguments.
   *
   * @throws IllegalArgumentException if an argument is invalid; the message names it
   */
  static TriedPoint of(List<String> words) {
    Map<String, Object> server = new LinkedHashMap<>();
    Map<String, Object> device = new LinkedHashMap<>();
    Map<String, Object> point = new LinkedHashMap<>();
    Map<String, Object> type = new LinkedHashMap<>();
    Map<String, Object> specs = new LinkedHashMap<>();
    String serverId = "";
    Optional<Object> value = Optional.empty();
    for (String word : words) {
      int sign = word.indexOf('=');
      String name = sign < 0 ? word : word.substring(0, sign);
      String said = sign < 0 ? "" : word.substring(sign + 1);
      switch (name) {
        case "server" -> serverId = said;
        case "unit" -> device.put("slaveId", number(name, said));
        case "path" -> device.put("displayNamePath", said);
        case "table" -> point.put("operateType", said);
        case "address" -> point.put("registerAddress", said);
        case "scaling" -> point.put(name, number(name, said));
        case "name" -> point.put("displayName", said);
        case "bitMask" -> point.put(name, number(name, said));
        case "type" -> type.put("type", said);
        case "count" -> specs.put("registerCount", number(name, said));
        case "swap16" -> specs.put(name, number(name, said));
        case "reverse" -> specs.put("reverseRegister", number(name, said));
        case "value" -> value = Optional.of(value(said));
        default -> {
          if (!OF_SERVER.contains(name) || sign < 0) {
            throw new IllegalArgumentException("'" + word + "' has no known name");
          }
          server.put(name, NUMBERS.contains(name) ? number(name, said) : said);
        }
      }
    }
    if (!type.isEmpty() || !specs.isEmpty()) {
      type.put("specs", specs);
      point.put("originalDataType", type);
    }
    return new TriedPoint(new FieldTrial(serverId, server, device, point), value);
  }

  private static BigDecimal number(String name, String said) {
    try {
      return new BigDecimal(said);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a number, not '" + said + "'", e);
    }
  }

  private static Object value(String said) {
    if (said.equals("true") || said.equals("false")) {
      return Boolean.valueOf(said);
    }
    try {
      return new BigDecimal(said);
    } catch (NumberFormatException e) {
      return said;
    }
  }
}
