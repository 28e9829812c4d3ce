@echo off
rem Starts the simulator; needs Java 17 or later. See simulator --help.
setlocal
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" -cp "%~dp0..\lib\*" org.kuralink.simulator.Simulator %*
