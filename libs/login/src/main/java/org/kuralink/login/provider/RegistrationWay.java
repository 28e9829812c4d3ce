/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.provider;

/** The protocols of dynamic registration (developer guide 9.2). */
public enum RegistrationWay {
  /** POST to {@code /auth/register/device}. */
  HTTPS,
  /** CONNECT with {@code authType=register} over TLS. */
  MQTT
}
