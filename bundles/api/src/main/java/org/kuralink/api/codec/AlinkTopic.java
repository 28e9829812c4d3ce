/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.codec;

import java.util.Optional;

/**
 * A parsed topic of the platform (developer guide, chapters 4, 5, 7 and 9).
 *
 * @param family the form of the topic
 * @param productKey of the device that the topic belongs to
 * @param deviceName of the device that the topic belongs to
 * @param method the path without the device and {@code _reply}, in dotted form, for example {@code
 *     thing.event.property.post}; for {@link Family#CUSTOM} the path unchanged; for {@link
 *     Family#EXT_RRPC} the method of the wrapped topic, with a leading slash if that is a custom
 *     one; empty if there is no path or only a message id
 * @param reply whether the topic ends in {@code _reply}
 * @param messageId the RRPC message id; empty in other families
 */
public record AlinkTopic(
    Family family,
    String productKey,
    String deviceName,
    String method,
    boolean reply,
    Optional<String> messageId) {

  /** Returns a request topic of the family {@link Family#SYS}. */
  public static AlinkTopic request(String productKey, String deviceName, String method) {
    return new AlinkTopic(Family.SYS, productKey, deviceName, method, false, Optional.empty());
  }

  /** Returns this topic with {@code _reply} appended. */
  public AlinkTopic toReply() {
    return new AlinkTopic(family, productKey, deviceName, method, true, messageId);
  }

  /** The forms of topics. */
  public enum Family {
    /** {@code /sys/{productKey}/{deviceName}/…}: thing model, configuration, topology, tags. */
    SYS,
    /** {@code /sys/{productKey}/{deviceName}/rrpc/request/{messageId}}. */
    RRPC_REQUEST,
    /** {@code /sys/{productKey}/{deviceName}/rrpc/response/{messageId}}. */
    RRPC_RESPONSE,
    /** {@code /ext/rrpc/{messageId}/…}, wrapping a topic of another family. */
    EXT_RRPC,
    /** {@code /ext/session/{productKey}/{deviceName}/…}: log-in and log-out of sub-devices. */
    EXT_SESSION,
    /** {@code /ext/ntp/{productKey}/{deviceName}/…}. */
    EXT_NTP,
    /** {@code /ext/error/{productKey}/{deviceName}}. */
    EXT_ERROR,
    /** {@code /shadow/get|update/{productKey}/{deviceName}}. */
    SHADOW,
    /** {@code /ota/device/…/{productKey}/{deviceName}}. */
    OTA,
    /** {@code /{productKey}/{deviceName}/…}: custom topics of a product. */
    CUSTOM
  }
}
