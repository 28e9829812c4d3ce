/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;

/**
 * The message protection of a server: {@code secPolicy} and {@code secMode} of an entry of {@code
 * serverList} (developer guide 9.6). The connection never uses less protection.
 */
record UaSecurity(SecurityPolicy policy, MessageSecurityMode mode) {

  /** The policies of the specification, and the recommended one. */
  private static final List<SecurityPolicy> POLICIES =
      List.of(
          SecurityPolicy.None,
          SecurityPolicy.Basic128Rsa15,
          SecurityPolicy.Basic256,
          SecurityPolicy.Basic256Sha256);

  private static final List<MessageSecurityMode> MODES =
      List.of(
          MessageSecurityMode.None, MessageSecurityMode.Sign, MessageSecurityMode.SignAndEncrypt);

  /** Returns whether messages are signed, so that certificates are needed. */
  boolean isSecure() {
    return mode != MessageSecurityMode.None;
  }

  /**
   * Reads the two members.
   *
   * @param wrong receives the member and the message of each error
   * @return empty if there are errors
   */
  static Optional<UaSecurity> read(
      Map<String, Object> members, boolean deprecated, BiConsumer<String, String> wrong) {
    String policyText = text(members, "secPolicy");
    String modeText = text(members, "secMode");
    Optional<SecurityPolicy> policy =
        POLICIES.stream()
            .filter(
                each ->
                    policyText.isEmpty()
                        ? each == SecurityPolicy.None
                        : each.name().equalsIgnoreCase(policyText)
                            || each.getUri().equals(policyText))
            .findFirst();
    Optional<MessageSecurityMode> mode =
        MODES.stream()
            .filter(
                each ->
                    modeText.isEmpty()
                        ? each == MessageSecurityMode.None
                        : each.name().equalsIgnoreCase(modeText))
            .findFirst();
    if (policy.isEmpty()) {
      wrong.accept(
          "secPolicy", "'" + policyText + "' is unknown; allowed is one of " + names(POLICIES));
    }
    if (mode.isEmpty()) {
      wrong.accept("secMode", "'" + modeText + "' is unknown; allowed is one of " + names(MODES));
    }
    return policy.isEmpty() || mode.isEmpty()
        ? Optional.empty()
        : fitting(new UaSecurity(policy.get(), mode.get()), deprecated, wrong);
  }

  private static Optional<UaSecurity> fitting(
      UaSecurity security, boolean deprecated, BiConsumer<String, String> wrong) {
    String policy = security.policy.name();
    if (security.policy == SecurityPolicy.None && security.isSecure()) {
      wrong.accept("secMode", "'" + security.mode + "' needs a secPolicy other than None");
      return Optional.empty();
    }
    if (security.policy != SecurityPolicy.None && !security.isSecure()) {
      wrong.accept("secMode", "must be Sign or SignAndEncrypt with the secPolicy " + policy);
      return Optional.empty();
    }
    boolean old =
        security.policy == SecurityPolicy.Basic128Rsa15
            || security.policy == SecurityPolicy.Basic256;
    if (old && !deprecated) {
      wrong.accept(
          "secPolicy",
          policy
              + " is deprecated and insecure; use Basic256Sha256, or allow it with "
              + OpcUaSettings.DEPRECATED_POLICIES
              + " of the OPC UA channel");
      return Optional.empty();
    }
    return Optional.of(security);
  }

  private static String text(Map<String, Object> members, String name) {
    Object value = members.get(name);
    return value == null ? "" : value.toString().strip();
  }

  private static String names(List<? extends Enum<?>> all) {
    return all.stream().map(Enum::name).collect(Collectors.joining(", "));
  }

  /** Returns policy and mode for messages. */
  @Override
  public String toString() {
    return policy.name() + "/" + mode.name();
  }

  /** Returns policy and mode of an endpoint of the server. */
  static String shown(String policyUri, MessageSecurityMode mode) {
    return Arrays.stream(SecurityPolicy.values())
            .filter(each -> each.getUri().equals(policyUri))
            .map(Enum::name)
            .findFirst()
            .orElse(policyUri)
        + "/"
        + mode.name();
  }
}
