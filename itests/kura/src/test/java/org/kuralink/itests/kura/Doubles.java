/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Services of which a double offers a part; to use another part is an error. */
final class Doubles {

  private Doubles() {}

  static <T> T of(Class<T> service, Object part) {
    return service.cast(
        Proxy.newProxyInstance(
            service.getClassLoader(),
            new Class<?>[] {service},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "equals" -> proxy == args[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "toString" -> service.getSimpleName();
                  default -> call(part, method, args);
                }));
  }

  private static Object call(Object part, Method method, Object[] args) throws Throwable {
    try {
      Method own = part.getClass().getDeclaredMethod(method.getName(), method.getParameterTypes());
      own.setAccessible(true);
      return own.invoke(part, args);
    } catch (NoSuchMethodException e) {
      throw new UnsupportedOperationException(method.toString(), e);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
