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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.kura.channel.ChannelType;
import org.eclipse.kura.type.DataType;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.gateway.SubDevice;
import org.kuralink.api.thing.FakeThing;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.Thing;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.api.tsl.UntypedValue;

/** Assets that come, give values, fall silent and go, with the gateway and the thing as doubles. */
class SubDeviceAssetsTest {

  private static final DeviceIdentity BOILER = new DeviceIdentity("a1Boiler", "boiler-1");

  private final VirtualTime time = new VirtualTime();
  private final List<String> complaints = new ArrayList<>();
  private final Map<DeviceIdentity, SubDevice> offered = new LinkedHashMap<>();
  private final List<DeviceIdentity> offers = new ArrayList<>();
  private final FakeThing thing =
      new FakeThing(CompletableFuture.completedFuture(new PostResult(List.of(), List.of())));
  private final FieldAsset boiler =
      new FieldAsset()
          .with("level", DataType.INTEGER)
          .with("pump", DataType.BOOLEAN)
          .with("serial", ChannelType.READ, DataType.STRING);
  private Map<String, Set<String>> served = Map.of();
  private SubDeviceAssets assets = start(Map.of());

  private SubDeviceAssets start(Map<String, Object> more) {
    AssetContext.Services whiteboard =
        new AssetContext.Services() {
          @Override
          public Registration offer(SubDevice device) {
            offered.put(device.identity(), device);
            offers.add(device.identity());
            return () -> offered.remove(device.identity());
          }

          @Override
          public Optional<Thing> thing() {
            return Optional.of(thing);
          }
        };
    AssetContext tools =
        new AssetContext(
            time.scheduler(),
            Runnable::run,
            time::nanoTime,
            (matter, what) -> complaints.add(what),
            whiteboard);
    return new SubDeviceAssets(settings(more), tools, devices -> served = devices);
  }

  private static AssetsSettings settings(Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("assets", "boiler-*");
    properties.put("product.key", "a1Boiler");
    properties.putAll(more);
    ConfigurationValues values = ConfigurationValues.of(properties);
    AssetsSettings settings = AssetsSettings.of(properties, values);
    assertEquals(List.of(), values.problems());
    return settings;
  }

  private void come() {
    assets.come("boiler-1", boiler);
    time.settle();
  }

  private void leap(int seconds) {
    time.leap(Duration.ofSeconds(seconds));
  }

  private Reply set(Map<String, Object> values) {
    return assets.set(BOILER, values).toCompletableFuture().join();
  }

  @Test
  void anAssetThatComesIsOfferedAndServedAndTakenBackWhenItGoes() {
    come();
    assertEquals(Set.of(BOILER), offered.keySet());
    assertEquals(Map.of("a1Boiler", Set.of("boiler-1")), served);
    assets.go("boiler-1", boiler);
    time.settle();
    assertEquals(Map.of(), offered);
    assertEquals(Map.of(), served);
  }

  @Test
  void anotherAssetIsLeftAlone() {
    assets.come("chiller", boiler);
    time.settle();
    assertEquals(Map.of(), offered);
    assertEquals(Optional.empty(), assets.deviceOf("chiller"));
    assertEquals(List.of(), complaints);
  }

  @Test
  void anAssetWhoseNameIsNoneOfADeviceIsTold() {
    assets.configure(settings(Map.of("assets", "*")));
    assets.come("oil", boiler);
    time.settle();
    assertEquals(Map.of(), offered);
    assertTrue(complaints.get(0).contains("4 to 32"), complaints.toString());
  }

  @Test
  void anAssetIsReplacedByOneOfTheSameNameWhicheverComesFirst() {
    come();
    FieldAsset next = new FieldAsset().with("level", DataType.INTEGER);
    assets.come("boiler-1", next);
    assets.go("boiler-1", boiler);
    time.settle();
    assertEquals(Set.of(BOILER), offered.keySet());
    assertEquals(Reply.success(), set(Map.of("level", 3)));
    assertEquals(3, next.field.get("level"));
  }

  @Test
  void anAssetWithoutGoodValuesIsLoggedOutAndInAgainWithTheNext() {
    come();
    leap(599);
    assertEquals(1, offered.size());
    assets.heard("boiler-1");
    leap(599);
    assertEquals(1, offered.size());
    leap(2);
    assertEquals(0, offered.size());
    assertEquals("0 of 1 online; 1 silent: boiler-1", assets.shown().orElseThrow());
    leap(10_000);
    assets.heard("boiler-1");
    time.settle();
    assertEquals(1, offered.size());
    leap(599);
    assertEquals(1, offered.size());
    leap(1);
    assertEquals(0, offered.size());
    assertEquals(2, offers.size());
  }

  @Test
  void whatCannotBeReadIsNeverSilentNorIsAnythingWithoutALimit() {
    assets.come("boiler-1", new FieldAsset().with("pump", ChannelType.WRITE, DataType.BOOLEAN));
    leap(100_000);
    assertEquals(1, offered.size());
    assets.configure(settings(Map.of("silence.seconds", 0)));
    assets.come("boiler-2", boiler);
    leap(1_000_000);
    assertEquals(2, offered.size());
  }

  @Test
  void aSilentOneComesBackWhenItMayBeSilentAsLongAsItLikes() {
    come();
    leap(600);
    assertEquals(0, offered.size());
    assets.configure(settings(Map.of("silence.seconds", 0)));
    time.settle();
    assertEquals(1, offered.size());
  }

  @Test
  void anotherConfigurationLogsNobodyOutWhoStaysTheSameDevice() {
    come();
    assets.come("boiler-2", boiler);
    time.settle();
    offers.clear();
    assets.configure(settings(Map.of("devices", "boiler-2=a1Other/kettle", "silence.seconds", 60)));
    time.settle();
    assertEquals(List.of(new DeviceIdentity("a1Other", "kettle")), offers);
    assertEquals(Map.of("a1Boiler", Set.of("boiler-1"), "a1Other", Set.of("kettle")), served);
    leap(60);
    assertEquals(Map.of(), offered);
  }

  @Test
  void aSetReachesTheChannelsInTheirTypes() {
    come();
    assertEquals(Reply.success(), set(Map.of("level", 3L, "pump", 1)));
    assertEquals(Map.of("level", 3, "pump", true), boiler.field);
  }

  @Test
  void aSetFindsItsChannelsByTheMappingOfTheAsset() {
    assets.configure(settings(Map.of("mapping", "level=tank\nboiler-1/level=fill")));
    come();
    assertEquals(Reply.success(), set(Map.of("fill", 3)));
    assertEquals(Map.of("level", 3), boiler.field);
    assertEquals(ResultCode.PARAMETER_ERROR, set(Map.of("tank", 3)).code());
  }

  @Test
  void ifOneValueFitsNoChannelNothingIsWritten() {
    come();
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("level", 3, "serial", "x"),
            Map.of("level", 3, "nobody", 1),
            Map.of("level", 3.5))) {
      assertEquals(ResultCode.PARAMETER_ERROR, set(wrong).code(), wrong.toString());
    }
    boiler.channel("level").setEnabled(false);
    assertEquals(ResultCode.PARAMETER_ERROR, set(Map.of("level", 3)).code());
    assertEquals(Map.of(), boiler.field);
  }

  @Test
  void whatTheDriverDoesNotWriteIsAFailure() {
    come();
    boiler.refusesWrites = true;
    assertTrue(set(Map.of("level", 3)).message().orElseThrow().contains("the coil is stuck"));
    boiler.refusesWrites = false;
    boiler.hasDriver = false;
    assertEquals(ResultCode.REQUEST_ERROR, set(Map.of("level", 3)).code());
    assets.go("boiler-1", boiler);
    time.settle();
    assertEquals(ResultCode.REQUEST_ERROR, set(Map.of("level", 3)).code());
  }

  @Test
  void thePlatformReadsWhatTheDriverHas() {
    come();
    boiler.field.put("level", 3);
    CompletionStage<Map<String, Object>> read = assets.get(BOILER, Set.of("level", "pump", "x"));
    assertEquals(Map.of("level", 3), read.toCompletableFuture().join());
    assertEquals(List.of(Set.of("level", "pump")), boiler.reads);
  }

  @Test
  void assetsAreReadAndPostedWithoutWires() {
    assets.configure(settings(Map.of("read.seconds", 5, "mapping", "level=fill")));
    boiler.field.put("level", 3);
    come();
    leap(5);
    assertEquals(
        Map.of("fill", PropertyValue.of(new UntypedValue(3), 7)), thing.posts.get(0).values());
    int before = boiler.reads.size();
    leap(50);
    assertEquals(before + 10, boiler.reads.size());
    boiler.field.clear();
    int posts = thing.posts.size();
    leap(600);
    assertEquals(posts, thing.posts.size());
    assertEquals(0, offered.size());
    assertTrue(complaints.toString().contains("channel level gives no value: no answer"));
    boiler.field.put("level", 4);
    leap(5);
    assertEquals(1, offered.size());
  }

  @Test
  void aDriverTellsValuesByItself() {
    boiler.with("quiet", ChannelType.READ, DataType.INTEGER, Map.of("+listen", "false"));
    boiler.with("loud", ChannelType.READ, DataType.INTEGER, Map.of("+listen", "true"));
    assets.configure(settings(Map.of("listen", true)));
    come();
    assertEquals(Set.of("level", "pump", "serial", "loud"), boiler.listeners.keySet());
    leap(600);
    boiler.tell("loud");
    time.settle();
    assertEquals(0, offered.size());
    boiler.field.put("loud", 5);
    boiler.tell("loud");
    time.settle();
    assertEquals(1, offered.size());
    assertEquals(
        Map.of("loud", PropertyValue.of(new UntypedValue(5), 7)), thing.posts.get(0).values());
    boiler.with("new", ChannelType.READ, DataType.INTEGER);
    come();
    assertTrue(boiler.listeners.containsKey("new"));
    boiler.with("new", ChannelType.READ, DataType.INTEGER, Map.of("scale", "10"));
    boiler.with("loud", ChannelType.READ, DataType.INTEGER, Map.of("+listen", "false"));
    come();
    assertSame(boiler.channel("new"), boiler.asListenedTo.get("new"));
    assertFalse(boiler.listeners.containsKey("loud"));
    assets.configure(settings(Map.of()));
    time.settle();
    assertEquals(Set.of(), boiler.listeners.keySet());
  }

  @Test
  void nothingIsLeftWhenItEnds() {
    assets.configure(settings(Map.of("listen", true, "read.seconds", 1)));
    come();
    assets.close();
    time.settle();
    assertEquals(Map.of(), offered);
    assertEquals(Map.of(), served);
    assertEquals(Set.of(), boiler.listeners.keySet());
    assertEquals(0, time.waiting());
  }
}
