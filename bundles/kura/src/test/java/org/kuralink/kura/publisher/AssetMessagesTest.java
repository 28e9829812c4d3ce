/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.publisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.kura.endpoint.AssetDevices;
import org.kuralink.kura.endpoint.FakeEndpoint;
import org.kuralink.kura.metric.NameMapping;

/** Messages of wires with the values of assets that are sub-devices. */
class AssetMessagesTest {

  private static final DeviceIdentity BOILER = new DeviceIdentity("a1Boiler", "boiler-1");

  private final PublisherHarness harness = new PublisherHarness();
  private final FakeEndpoint endpoint = harness.endpoint;
  private final List<String> heard = new ArrayList<>();
  private final AssetDevices assets =
      new AssetDevices() {
        @Override
        public Optional<DeviceIdentity> deviceOf(String asset) {
          return asset.equals("boiler-1") ? Optional.of(BOILER) : Optional.empty();
        }

        @Override
        public NameMapping mapping(String asset) {
          return new NameMapping("level=fill\nserial=number", false);
        }

        @Override
        public void heard(String asset) {
          heard.add(asset);
        }
      };

  private <P extends PropertyPublisher> P start(P publisher, Map<String, Object> properties) {
    harness.startAt(publisher, properties);
    publisher.addAssets(assets, Map.of("connection", endpoint.connection()));
    return publisher;
  }

  private PropertyPost post(int index) {
    return (PropertyPost) endpoint.posts.get(index);
  }

  @Test
  void valuesOfAnAssetArePostedOfItsSubDeviceUnderTheNamesOfBothForms() throws Exception {
    PropertyPublisher publisher =
        start(new PropertyPublisher(endpoint.time.clock()), Map.of("mapping", "serial=no"));
    assertNotNull(
        publisher.publish(
            PublisherHarness.message(
                Map.of("assetName", "boiler-1", "level", 3, "serial", "x", "on", true))));
    assertEquals(
        Map.of(
            "fill",
            PropertyValue.of(3, 9),
            "no",
            PropertyValue.of("x", 9),
            "on",
            PropertyValue.of(true, 9)),
        post(0).values());
    assertEquals(List.of(Optional.of(BOILER)), endpoint.posters);
    assertEquals(List.of("boiler-1"), heard);
    assertEquals(1, harness.arrived.size());
  }

  @Test
  void valuesOfAnotherAssetAndOfNoneAreTheGateways() throws Exception {
    PropertyPublisher publisher = start(new PropertyPublisher(endpoint.time.clock()), Map.of());
    publisher.publish(PublisherHarness.message(Map.of("assetName", "chiller", "level", 3)));
    publisher.publish(PublisherHarness.message(Map.of("level", 3)));
    assertEquals(List.of(Optional.empty(), Optional.empty()), endpoint.posters);
    assertEquals(Map.of("level", PropertyValue.of(3, 9)), post(1).values());
    assertEquals(List.of(), heard);
  }

  @Test
  void whatCouldNotBeReadIsNoGoodValue() throws Exception {
    PropertyPublisher publisher = start(new PropertyPublisher(endpoint.time.clock()), Map.of());
    assertNull(
        publisher.publish(
            PublisherHarness.message(
                Map.of(
                    "assetName", "boiler-1", "level_error", "no answer", "level_timestamp", 5L))));
    assertEquals(List.of(), heard);
    assertEquals(List.of(), endpoint.posts);
  }

  @Test
  void anEventOfAnAssetIsOneOfItsSubDevice() throws Exception {
    EventPublisher publisher =
        start(new EventPublisher(endpoint.time.clock()), Map.of("event", "overflow"));
    publisher.publish(PublisherHarness.message(Map.of("assetName", "boiler-1", "level", 3)));
    assertEquals(Map.of("fill", 3), ((EventPost) endpoint.posts.get(0)).event().outputs());
    assertEquals(List.of(Optional.of(BOILER)), endpoint.posters);
  }

  @Test
  void afterAStartAMessageOfAnAssetWaitsToHearWhoThatIs() throws Exception {
    PropertyPublisher publisher =
        harness.startAt(new PropertyPublisher(endpoint.time.clock()), Map.of());
    publisher.publish(PublisherHarness.message(Map.of("assetName", "boiler-1", "level", 3)));
    assertEquals(List.of(), endpoint.posters);
    publisher.addAssets(assets, Map.of("connection", endpoint.connection()));
    assertEquals(List.of(Optional.of(BOILER)), endpoint.posters);
  }

  @Test
  void whereNobodyEverSaysWhoAnAssetIsItsValuesAreTheGateways() throws Exception {
    PropertyPublisher publisher =
        harness.startAt(new PropertyPublisher(endpoint.time.clock()), Map.of());
    publisher.publish(PublisherHarness.message(Map.of("assetName", "boiler-1", "level", 3)));
    endpoint.time.leap(PropertyPublisher.PATIENCE);
    publisher.publish(PublisherHarness.message(Map.of("assetName", "boiler-1", "level", 4)));
    assertEquals(List.of(Optional.empty(), Optional.empty()), endpoint.posters);
    publisher.addAssets(assets, Map.of("connection", "another"));
    publisher.publish(PublisherHarness.message(Map.of("assetName", "boiler-1", "level", 5)));
    assertEquals(Optional.empty(), endpoint.posters.get(2));
  }
}
