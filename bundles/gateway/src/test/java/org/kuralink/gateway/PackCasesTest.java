/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.gateway.GatewayStage.sub;
import static org.kuralink.gateway.GatewayStage.subs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.gateway.GatewayStage.Up;

/** The recorded messages about packs. */
class PackCasesTest {

  private static final String PACK = "/sys/a1Gw01/gw-01/thing/event/property/pack/post";
  private static final String WINDOW = "pack.post.milliseconds";

  private final ConnectedStage stage = new ConnectedStage();

  private CompletableFuture<Reply> post(DeviceIdentity device, String params) {
    return stage
        .link(device)
        .request(ConnectedStage.POST, JsonText.of(params), RequestOptions.DURABLE)
        .toCompletableFuture();
  }

  @Test
  void aPackThatIsRefused() {
    stage.rig.properties.put(WINDOW, 500);
    stage.online(sub(1), sub(2));
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    CasePlayer player = new CasePlayer("sd-20-pack-refused", stage);
    player.at(
        1,
        () -> {
          replies.add(post(sub(1), "{\"Temperature\":1}"));
          replies.add(post(sub(2), "{\"Nonsense\":2}"));
        });
    player.at(
        7,
        () -> {
          List<Up> alone = stage.ups("/sys/" + sub(2) + "/thing/event/property/post");
          assertEquals(1, alone.size(), "once");
          stage.reply(alone.get(0), 6313, Map.of());
          assertTrue(replies.get(0).join().isSuccess());
          assertEquals(6313, replies.get(1).join().code().value());
          replies.clear();
          replies.add(post(sub(1), "{\"Temperature\":2}"));
          replies.add(post(sub(2), "{\"Temperature\":3}"));
        });
    player.play(1, 9);
    stage.leap(Duration.ofSeconds(1));
    assertTrue(replies.get(0).join().isSuccess() && replies.get(1).join().isSuccess());
    assertTrue(stage.rig.queue.records.isEmpty());
  }

  /**
   * {@code sd-21-pack-limits}: its rows are deeds and looks. It counts two packs at the least; the
   * one that is left over here goes as an ordinary post, for a pack of one says nothing more.
   */
  @Test
  void packsAtTheirLimits() {
    DeviceIdentity[] all = subs(21);
    DeviceIdentity away = sub(5);
    stage.rig.properties.put(WINDOW, 500);
    stage.online(all);
    stage.platform((at, up) -> at.reply(up, 200, Map.of()));
    stage.devices.requests().logout(away);
    stage.leap(Duration.ofSeconds(1));
    assertEquals(SubDeviceState.OFFLINE, stage.state(away));
    StringBuilder ten = new StringBuilder("{");
    for (int i = 0; i < 10; i++) {
      ten.append(i == 0 ? "" : ",").append("\"p").append(i).append("\":").append(i);
    }
    post(GatewayStage.GATEWAY, ten + "}");
    Arrays.asList(all).forEach(device -> post(device, ten + "}"));
    stage.leap(Duration.ofSeconds(2));
    List<Up> packs = stage.ups(PACK);
    assertFalse(packs.isEmpty());
    Set<DeviceIdentity> packed = new HashSet<>();
    for (Up pack : packs) {
      Map<?, ?> params = (Map<?, ?>) pack.payload().get("params");
      List<?> parts = (List<?>) params.get("subDevices");
      int properties = ((Map<?, ?>) params.get("properties")).size();
      for (Object part : parts) {
        properties += ((Map<?, ?>) ((Map<?, ?>) part).get("properties")).size();
        DeviceIdentity device =
            ReplyData.identity((Map<?, ?>) ((Map<?, ?>) part).get("identity")).orElseThrow();
        assertTrue(packed.add(device), device + " once");
      }
      assertTrue(parts.size() <= 20 && properties <= 200, parts.size() + ", " + properties);
    }
    assertFalse(packed.contains(away));
    int alone = 0;
    for (DeviceIdentity device : all) {
      int posts = stage.ups("/sys/" + device + "/thing/event/property/post").size();
      assertTrue(posts == 0 || packed.add(device), device + " once");
      alone += posts;
    }
    assertEquals(20, packed.size());
    assertTrue(alone <= 1, alone + " alone");
    assertEquals(1, stage.rig.queue.records.size(), "its value waits for it");
    assertEquals(List.of(), stage.ups("/sys/" + sub(1) + "/thing/event/property/post"));
  }

  /** {@code sd-21-pack-limits}, rows 3 and 5. */
  @Test
  void twoValuesOfOnePropertyArriveInOrder() {
    stage.rig.properties.put(WINDOW, 500);
    stage.online(sub(1), sub(2));
    stage.platform((at, up) -> at.reply(up, 200, Map.of()));
    for (int value = 1; value <= 3; value++) {
      post(sub(1), "{\"Temperature\":" + value + "}");
      post(sub(2), "{\"Temperature\":" + 10 * value + "}");
    }
    stage.leap(Duration.ofSeconds(5));
    assertEquals(List.of(1L, 2L, 3L), inPacksAndAlone(sub(1)));
    assertEquals(List.of(10L, 20L, 30L), inPacksAndAlone(sub(2)));
    assertTrue(stage.rig.queue.records.isEmpty());
  }

  private List<Object> inPacksAndAlone(DeviceIdentity device) {
    List<Object> all = new ArrayList<>();
    for (Up up : stage.ups()) {
      Object params = up.payload().get("params");
      if (up.topic().equals(PACK)) {
        for (Object part : (List<?>) ((Map<?, ?>) params).get("subDevices")) {
          Map<?, ?> one = (Map<?, ?>) part;
          if (ReplyData.identities(one.get("identity")).contains(device)) {
            Map<?, ?> held = (Map<?, ?>) ((Map<?, ?>) one.get("properties")).get("Temperature");
            all.add(held.get("value"));
          }
        }
      } else if (up.topic().equals("/sys/" + device + "/thing/event/property/post")) {
        all.add(((Map<?, ?>) params).get("Temperature"));
      } else if (up.topic().equals("/sys/" + device + "/thing/event/property/batch/post")) {
        Map<?, ?> values = (Map<?, ?>) ((Map<?, ?>) params).get("properties");
        ((List<?>) values.get("Temperature"))
            .forEach(each -> all.add(((Map<?, ?>) each).get("value")));
      }
    }
    return all;
  }

  /** {@code sd-21-pack-limits}, row 4. */
  @Test
  void withoutAWindowEachReportGoesAlone() {
    stage.rig.properties.put(WINDOW, 0);
    stage.online(sub(1), sub(2));
    post(GatewayStage.GATEWAY, "{\"Load\":1}");
    post(sub(1), "{\"Temperature\":1}");
    post(sub(2), "{\"Temperature\":2}");
    stage.leap(Duration.ofMillis(10));
    assertEquals(List.of(), stage.ups(PACK));
    assertEquals(
        3, stage.ups().stream().filter(up -> up.topic().endsWith("property/post")).count());
  }
}
