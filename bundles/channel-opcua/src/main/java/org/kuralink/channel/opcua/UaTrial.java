/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldException.Cause;
import org.kuralink.api.channel.FieldReading;

/** A single operation over a session. It blocks and is executed on the thread of a server. */
interface UaTrial<T> {

  /** Executes the operation. */
  T run(UaSession session) throws FieldException;

  /**
   * Creates an operation that reads one property, or writes and then reads it.
   *
   * @param target a target with one device and one property
   * @param value the value to write; null to read only
   */
  static UaTrial<FieldReading> of(UaTarget target, @Nullable Object value) {
    UaDevice device = target.devices().values().iterator().next();
    String name = device.properties().keySet().iterator().next();
    return session -> {
      UaNodes nodes = new UaNodes.Finder(session.client(), target.timeout()).find(device);
      UaNodes.Variable variable = nodes.properties().get(name);
      if (variable == null) {
        throw new FieldException(Cause.REQUEST, String.join("; ", nodes.errors().values()));
      }
      long begin = System.nanoTime();
      if (value != null) {
        UaWords.await(session.write(device, nodes, Map.of(name, value)), target.timeout());
      }
      DataValue read = UaWords.await(session.read(variable), target.timeout());
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      if (!read.getStatusCode().isGood()) {
        throw UaWords.refused("the read of '" + name + "'", read.getStatusCode());
      }
      String raw = UaValues.shown(read.getValue());
      try {
        Object plain = UaValues.toModel(read.getValue().getValue(), UaSession.type(device, name));
        return new FieldReading(raw, Optional.of(plain), "", took);
      } catch (FieldException e) {
        return new FieldReading(raw, Optional.empty(), "it " + e.getMessage(), took);
      }
    };
  }
}
