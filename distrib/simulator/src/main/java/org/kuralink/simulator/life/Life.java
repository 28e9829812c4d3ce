/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.life;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.kuralink.simulator.alink.CommandResult;
import org.kuralink.simulator.alink.Commands;
import org.kuralink.simulator.broker.Ending;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.RegistryException;

/**
 * Disables, enables and deletes devices (spec 9.7): notifies the device and ends its session after
 * its answer or a timeout.
 */
public final class Life {
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Registry registry;
  private final SessionTable sessions;
  private final Commands commands;
  private final Set<DeviceKey> sparing = ConcurrentHashMap.newKeySet();

  /** For the devices of the registry. */
  public Life(Registry registry, SessionTable sessions, Commands commands) {
    this.registry = registry;
    this.sessions = sessions;
    this.commands = commands;
  }

  /** Disables the device; with {@code kick} its session ends as on the platform. */
  public void disable(DeviceKey key, boolean kick) throws RegistryException {
    if (!kick) {
      sparing.add(key);
    }
    try {
      registry.enable(key, false);
    } finally {
      sparing.remove(key);
    }
  }

  /** Enables the device again. */
  public void enable(DeviceKey key) throws RegistryException {
    registry.enable(key, true);
  }

  /** Deletes the device. */
  public void delete(DeviceKey key) throws RegistryException {
    registry.deleteDevice(key);
  }

  /** The registry says that the device is disabled. */
  public void disabled(DeviceKey key) {
    boolean kick = !sparing.contains(key);
    if (kick) {
      sessions.endUnconnected(key, "device is disabled");
    }
    Optional<Session> session = sessions.of(key);
    if (session.isEmpty()) {
      return;
    }
    var unused =
        tell(key, "disable")
            .thenAccept(
                result -> {
                  if (kick && !session.get().device().enabled()) {
                    session.get().end(Ending.FORBIDDEN, "device is disabled");
                  }
                });
  }

  /** The registry says that the device is enabled. */
  public void enabled(DeviceKey key) {
    var unused = tell(key, "enable");
  }

  /** The registry says that the device is no more. */
  public void deleted(DeviceKey key) {
    Optional<Session> session = sessions.of(key);
    var unused =
        tell(key, "delete")
            .thenAccept(
                result -> {
                  session.ifPresent(s -> s.end(Ending.DELETED, "device is deleted"));
                  commands.counts().forget(key);
                });
    sessions.endUnconnected(key, "device is deleted");
    sessions.forget(key);
  }

  private CompletionStage<CommandResult> tell(DeviceKey key, String what) {
    return commands.call(key, "thing/" + what, new JsonObject(), GRACE);
  }
}
