/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.asset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * The configured sub-devices of assets: those that a line names, and those whose names match a
 * pattern, with the common product and their own names as device names.
 *
 * @param patterns names in which a star stands for any text
 * @param productKey the product of assets that no line names; may be empty
 * @param named the sub-devices of the lines, by the names of their assets
 */
record AssetNames(List<String> patterns, String productKey, Map<String, DeviceIdentity> named) {

  private static final String RULE = "4 to 32 of a-z A-Z 0-9 - _ @ . :";

  private static final int LONGEST_PRODUCT_KEY = 20;

  static AssetNames of(ConfigurationValues values) {
    List<String> patterns =
        Stream.of(values.text("assets").split("[\\s,;]+")).filter(each -> !each.isEmpty()).toList();
    String productKey =
        values.text("product.key").isEmpty() ? "" : values.name("product.key", LONGEST_PRODUCT_KEY);
    Map<String, DeviceIdentity> named = new LinkedHashMap<>();
    for (String line : values.text("devices").lines().map(String::strip).toList()) {
      if (!line.isEmpty()) {
        read(line, productKey, named).ifPresent(problem -> values.problem("devices", problem));
      }
    }
    if (productKey.isEmpty() && !patterns.isEmpty()) {
      values.missing("product.key", ", so only the assets in devices have a product");
    }
    return new AssetNames(patterns, productKey, Map.copyOf(named));
  }

  private static Optional<String> read(
      String line, String productKey, Map<String, DeviceIdentity> named) {
    int equals = line.lastIndexOf('=');
    String asset = equals < 0 ? "" : line.substring(0, equals).strip();
    String device = line.substring(equals + 1).strip();
    int slash = device.indexOf('/');
    String product = slash < 0 ? productKey : device.substring(0, slash).strip();
    String name = device.substring(slash + 1).strip();
    if (asset.isEmpty() || name.isEmpty() || slash >= 0 && product.isEmpty()) {
      return Optional.of(
          "'" + line + "' is not asset=device name or asset=product key/device name");
    }
    if (product.isEmpty()) {
      return Optional.of("'" + line + "' names no product, and product.key is empty");
    }
    if (!DeviceIdentity.isDeviceName(name)) {
      return Optional.of("'" + line + "' has a device name that is not " + RULE);
    }
    DeviceIdentity identity = new DeviceIdentity(product, name);
    if (named.containsKey(asset) || named.containsValue(identity)) {
      return Optional.of("'" + line + "' names an asset or a device a second time");
    }
    named.put(asset, identity);
    return Optional.empty();
  }

  /** Tells whether an asset is configured as a sub-device. */
  boolean has(String asset) {
    return named.containsKey(asset) || patterns.stream().anyMatch(each -> fits(each, asset));
  }

  private static boolean fits(String pattern, String asset) {
    String expression =
        Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    return asset.matches(expression);
  }

  /** Returns the sub-device of an asset; empty if it is not configured as one, or cannot be one. */
  Optional<DeviceIdentity> deviceOf(String asset) {
    DeviceIdentity told = named.get(asset);
    return told != null || !has(asset) || whyNot(asset).isPresent()
        ? Optional.ofNullable(told)
        : Optional.of(new DeviceIdentity(productKey, asset));
  }

  /** Returns why an asset that is configured as a sub-device cannot be one; empty if it can. */
  Optional<String> whyNot(String asset) {
    List<String> reasons = new ArrayList<>();
    if (has(asset) && !named.containsKey(asset)) {
      if (productKey.isEmpty()) {
        reasons.add("it has no product: product.key is empty");
      } else if (!DeviceIdentity.isDeviceName(asset)) {
        reasons.add("its name is not a device name (" + RULE + "); add it to devices");
      } else if (named.containsValue(new DeviceIdentity(productKey, asset))) {
        reasons.add("the device with its name belongs to another asset in devices");
      }
    }
    return reasons.stream().findFirst();
  }
}
