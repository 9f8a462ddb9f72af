@echo off
rem Double-click to try the program with invented people.
chcp 65001 >nul
cd /d "%~dp0"
"%~dp0..\orgtransfer\orgtransfer.exe" start
pause
