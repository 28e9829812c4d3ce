/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.GatewayCapability;
import org.kuralink.api.connection.HandlerProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway capability of a connection. Of the registered capabilities for this connection, the
 * one with the highest ranking is chosen and stays chosen until it is unregistered. Any thread may
 * call.
 */
final class GatewaySlot {

  private static final Logger LOG = LoggerFactory.getLogger(GatewaySlot.class);

  private final Map<Registered, Map<String, ?>> present = new LinkedHashMap<>();
  private String pid = "";
  private Optional<GatewayCapability> chosen = Optional.empty();
  private @Nullable Session session;

  /** One registration of a capability; a capability may be registered for several connections. */
  private record Registered(GatewayCapability capability, long id) {

    static Registered of(GatewayCapability capability, Map<String, ?> properties) {
      return new Registered(capability, HandlerProperties.of(properties).id());
    }
  }

  /** Sets the name of the connection, which determines the capabilities that apply to it. */
  synchronized void named(String name) {
    pid = name;
    choose();
  }

  synchronized void bind(GatewayCapability capability, Map<String, ?> properties) {
    present.put(Registered.of(capability, properties), properties);
    choose();
    if (isForUs(properties) && chosen.filter(one -> one != capability).isPresent()) {
      LOG.warn(
          "{}: gateway capability {} is ignored: the connection has another one already",
          pid,
          capability.getClass().getName());
    }
  }

  synchronized void unbind(GatewayCapability capability, Map<String, ?> properties) {
    present.remove(Registered.of(capability, properties));
    choose();
  }

  /** Passes the current capability and all later changes to this session. */
  synchronized void serve(Session next) {
    session = next;
    next.service().gateway(chosen);
  }

  private void choose() {
    boolean stays = chosen.filter(this::isStillForUs).isPresent();
    if (!stays) {
      chosen =
          present.entrySet().stream()
              .filter(each -> isForUs(each.getValue()))
              .max(Comparator.comparingInt(each -> ranking(each.getValue())))
              .map(each -> each.getKey().capability);
      Session told = session;
      if (told != null) {
        told.service().gateway(chosen);
      }
    }
  }

  private boolean isStillForUs(GatewayCapability capability) {
    return present.entrySet().stream()
        .anyMatch(each -> each.getKey().capability == capability && isForUs(each.getValue()));
  }

  private boolean isForUs(Map<String, ?> properties) {
    Object wanted = properties.get(GatewayCapability.CONNECTION);
    return wanted == null || wanted.equals("") || wanted.equals(pid);
  }

  private static int ranking(Map<String, ?> properties) {
    return properties.get("service.ranking") instanceof Integer ranking ? ranking : 0;
  }
}
