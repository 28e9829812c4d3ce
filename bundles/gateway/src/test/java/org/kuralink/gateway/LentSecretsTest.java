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
import static org.kuralink.gateway.GatewayStage.sub;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.CredentialStore;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.gateway.GatewayStage.Up;
import org.kuralink.store.FailingMedium;
import org.kuralink.store.MemoryMedium;

/** Issued secrets in the credential store of another bundle, which comes, goes and fails. */
class LentSecretsTest {

  private final FailingMedium medium = new FailingMedium(new MemoryMedium());
  private final GatewayStage stage =
      new GatewayStage(medium).devices(false, sub(1)).platform(LentSecretsTest::answer);
  private final Lender lender = new Lender();

  /** A credential store in memory. */
  private static final class Lender implements CredentialStore {

    private final Map<DeviceIdentity, Secret> kept = new HashMap<>();
    private boolean fails;

    @Override
    public Optional<Secret> find(DeviceIdentity device) throws IOException {
      check();
      return Optional.ofNullable(kept.get(device));
    }

    @Override
    public void keep(DeviceIdentity device, Secret deviceSecret) throws IOException {
      check();
      kept.put(device, deviceSecret);
    }

    private void check() throws IOException {
      if (fails) {
        throw new IOException("its token was pulled out");
      }
    }
  }

  private static void answer(GatewayStage at, Up up) {
    at.reply(up, 200, GatewayStage.answer(up));
  }

  private long registrations() {
    return stage.ups().stream().filter(up -> up.topic().endsWith("sub/register")).count();
  }

  private void online(int registrations) {
    stage.leap(Duration.ofSeconds(2));
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
    assertEquals(registrations, registrations());
  }

  @Test
  void one_that_is_lent_a_place_is_found_there_after_a_restart() {
    stage.credentials.bind(lender);
    stage.start();
    online(1);
    assertEquals(1, lender.kept.size());
    stage.restart();
    online(1);
  }

  @Test
  void one_on_our_disk_stays_there_when_a_store_comes() {
    stage.start();
    online(1);
    stage.credentials.bind(lender);
    stage.devices.credentialsCame();
    stage.devices.requests().disable(sub(1));
    stage.leap(Duration.ofSeconds(1));
    stage.devices.requests().enable(sub(1));
    online(1);
    stage.restart();
    online(1);
    assertEquals(Map.of(), lender.kept);
  }

  @Test
  void one_that_nobody_had_is_there_with_the_store_that_comes() {
    lender.kept.put(sub(1), Secret.of("secret-of-sub-01"));
    stage.with("dynamic.registration", false).start();
    stage.leap(Duration.ofSeconds(2));
    assertEquals(SubDeviceState.REFUSED, stage.state(sub(1)));
    stage.credentials.bind(lender);
    stage.devices.credentialsCame();
    online(0);
  }

  @Test
  void none_is_asked_for_while_it_may_be_where_nobody_can_look() {
    lender.kept.put(sub(1), Secret.of("secret-of-sub-01"));
    lender.fails = true;
    stage.credentials.bind(lender);
    stage.start();
    stage.leap(Duration.ofSeconds(2));
    assertEquals(0, registrations());
    assertEquals(
        SubDeviceFault.STORE,
        stage.devices.roster().shown(sub(1)).orElseThrow().lastError().orElseThrow().cause());
    lender.fails = false;
    stage.leap(Duration.ofSeconds(10));
    online(0);
  }

  @Test
  void none_is_asked_for_while_the_store_is_away() {
    stage.credentials.bind(lender);
    stage.credentials.unbind(lender);
    stage.start();
    stage.leap(Duration.ofSeconds(2));
    assertEquals(0, registrations());
    stage.credentials.bind(lender);
    stage.devices.credentialsCame();
    online(1);
    assertEquals(1, lender.kept.size());
  }

  @Test
  void one_that_the_platform_refuses_is_asked_for_anew() {
    lender.kept.put(sub(1), Secret.of("reset meanwhile"));
    stage.credentials.bind(lender);
    boolean[] refused = {false};
    stage.platform(
        (at, up) -> {
          boolean first = up.topic().endsWith("topo/add") && !refused[0];
          refused[0] |= first;
          at.reply(up, first ? 401 : 200, GatewayStage.answer(up));
        });
    stage.start();
    stage.leap(Duration.ofSeconds(30));
    assertEquals(SubDeviceState.ONLINE, stage.state(sub(1)));
  }

  /** No other event is needed for that. */
  @Test
  void what_a_full_disk_kept_from_being_asked_for_is_asked_for_when_there_is_room() {
    medium.space = 0;
    stage.start();
    stage.leap(Duration.ofSeconds(2));
    assertEquals(0, registrations());
    medium.space = Long.MAX_VALUE;
    stage.leap(Duration.ofSeconds(10));
    online(1);
  }
}
