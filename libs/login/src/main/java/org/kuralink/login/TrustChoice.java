/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login;

/**
 * Whom to trust besides the Java runtime's roots, or instead of them.
 *
 * @param roots further roots in PEM; empty for none
 * @param sslManager filter of the SslManagerService that decides alone; empty for none
 * @param keystore filter of the KeystoreService with further roots; empty for none
 */
public record TrustChoice(String roots, String sslManager, String keystore) {}
