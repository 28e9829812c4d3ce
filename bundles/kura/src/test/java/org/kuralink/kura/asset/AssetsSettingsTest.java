/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.DeviceIdentity;

class AssetsSettingsTest {

  private static AssetNames names(Map<String, Object> properties) {
    ConfigurationValues values = ConfigurationValues.of(properties);
    AssetNames names = AssetNames.of(values);
    assertEquals("[]", values.problems().toString());
    return names;
  }

  @Test
  void nothingIsASubDeviceUntilSomebodySaysSo() {
    ConfigurationValues values = ConfigurationValues.of(Map.of());
    AssetsSettings settings = AssetsSettings.of(Map.of(), values);
    assertEquals("[]", values.problems().toString());
    assertEquals(Optional.empty(), settings.names().deviceOf("boiler"));
    assertEquals(Duration.ofMinutes(10), settings.silence());
    assertEquals(Duration.ZERO, settings.read());
    assertEquals(Optional.of("level"), settings.mapping("boiler").identifierOf("level"));
  }

  @ParameterizedTest
  @CsvSource({
    "*,boiler-1,true",
    "boiler-*,boiler-1,true",
    "boiler-*,boiler,false",
    "*-1,boiler-1,true",
    "b*r-1,boiler-1,true",
    "boiler.1,boiler-1,false",
    "chiller boiler-1,boiler-1,true",
    "Boiler-1,boiler-1,false"
  })
  void aStarStandsForAnyTextAndNothingElseForAnything(String pattern, String asset, boolean fits) {
    AssetNames names = names(Map.of("assets", pattern, "product.key", "a1Boiler"));
    assertEquals(
        fits ? Optional.of(new DeviceIdentity("a1Boiler", asset)) : Optional.empty(),
        names.deviceOf(asset));
  }

  @Test
  void aLineSaysWhoAnAssetIsWhetherItFitsAPatternOrNot() {
    AssetNames names =
        names(
            Map.of(
                "assets",
                "b*",
                "product.key",
                "a1Boiler",
                "devices",
                "b1=kettle\n c = a1Chiller/ice_1 \n"));
    assertEquals(Optional.of(new DeviceIdentity("a1Boiler", "kettle")), names.deviceOf("b1"));
    assertEquals(Optional.of(new DeviceIdentity("a1Chiller", "ice_1")), names.deviceOf("c"));
  }

  @Test
  void twoAssetsAreNeverOneDevice() {
    AssetNames names =
        names(Map.of("assets", "*", "product.key", "a1Boiler", "devices", "other=boiler-1"));
    assertEquals(Optional.empty(), names.deviceOf("boiler-1"));
    assertTrue(names.whyNot("boiler-1").orElseThrow().contains("another asset"));
    assertEquals(Optional.empty(), names.whyNot("other"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "devices;boiler;asset=device name",
        "devices;=boiler;asset=device name",
        "devices;boiler=;asset=device name",
        "devices;boiler=/name;asset=device name",
        "devices;boiler=oil;4 to 32",
        "devices;boiler=a1/oil tank;4 to 32",
        "devices;b=kettle-1~b=kettle-2;second time",
        "devices;b=kettle-1~c=kettle-1;second time",
        "product.key;a key;blanks",
        "mapping;level=a b;channel=identifier",
        "mapping;boiler/level=a b;channel=identifier",
        "silence.seconds;-1;0..604800",
        "read.seconds;often;0..86400",
        "driver.timeout.seconds;0;1..600",
        "listen;perhaps;true or false"
      })
  void whatIsWrongIsTold(String property, String value, String problem) {
    Map<String, Object> properties = new HashMap<>(Map.of("product.key", "a1Boiler"));
    properties.put(property, value.replace("~", "\n"));
    ConfigurationValues values = ConfigurationValues.of(properties);
    AssetsSettings.of(properties, values);
    assertEquals(1, values.problems().size(), values.problems().toString());
    assertTrue(values.problems().get(0).startsWith(property), values.problems().toString());
    assertTrue(values.problems().get(0).contains(problem), values.problems().toString());
  }

  @Test
  void aPatternWithoutAProductIsNotFilledInYet() {
    Map<String, Object> properties = Map.of("assets", "*");
    ConfigurationValues values = ConfigurationValues.of(properties);
    AssetNames names = AssetNames.of(values);
    assertTrue(values.isUnfilled());
    assertEquals(Optional.empty(), names.deviceOf("boiler"));
    assertTrue(names.whyNot("boiler").orElseThrow().contains("product.key"));
  }

  @Test
  void whatIsSaidOfAnAssetGoesBeforeWhatIsSaidOfAll() {
    Map<String, Object> properties =
        Map.of("mapping", "level=tank\nb1/level=fill\nb1/on=pump", "mapping.only", true);
    AssetsSettings settings = AssetsSettings.of(properties, ConfigurationValues.of(properties));
    assertEquals(Optional.of("fill"), settings.mapping("b1").identifierOf("level"));
    assertEquals(Optional.of("pump"), settings.mapping("b1").identifierOf("on"));
    assertEquals(Optional.of("tank"), settings.mapping("b2").identifierOf("level"));
    assertEquals(Optional.empty(), settings.mapping("b2").identifierOf("on"));
    assertEquals(Optional.empty(), settings.mapping("b1").identifierOf("else"));
  }
}
